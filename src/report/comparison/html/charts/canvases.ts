import type { Canvas } from "../../../html/charts/frame.ts";

/** Rows with names on their left; on a phone the names go above. */
export const rowCanvases: readonly Canvas[] = [
  { width: "wide", widthPx: 1040, leftPx: 230, rightPx: 336, fontPx: 12.5 },
  { width: "narrow", widthPx: 420, leftPx: 14, rightPx: 14, fontPx: 13 },
];

/** One of many, two beside each other on a desk and one below the other on a phone. */
export const smallCanvas: Canvas = { width: "small", widthPx: 440, leftPx: 62, rightPx: 14, fontPx: 12 };
