import { charts } from "./charts.ts";
import { layout } from "./layout.ts";
import { tables } from "./tables.ts";
import { tokens } from "./tokens.ts";

/** The whole style sheet of the page. */
export const styleSheet: string = [tokens, layout, tables, charts].join("");
