import { bannedCalls, bannedImports, exceptions } from "./banned-calls.ts";
import { importsOf, isTest, moduleOf } from "./check-imports.ts";
import { type Finding, lineAt, type Source } from "./source.ts";

/** What only one place may do, in files of src. */
export function checkBannedCalls(source: Source): Finding[] {
  if (moduleOf(source.file) === undefined) return [];
  return [...findCalls(source), ...findImports(source)];
}

function findCalls(source: Source): Finding[] {
  const { file, code } = source;
  return bannedCalls
    .filter((banned) => !isAllowed(file, banned))
    .flatMap((banned) =>
      [...code.matchAll(new RegExp(banned.pattern, "g"))]
        .filter(() => !exceptions.some((exception) => exception.file === file && exception.name === banned.name))
        .map((match) => ({
          file,
          line: lineAt(code, match.index),
          rule: "banned-call",
          message: `${match[0]} belongs to ${banned.allowedIn.join(", ")}; ${banned.instead}`,
        })),
    );
}

function findImports(source: Source): Finding[] {
  const { file } = source;
  return importsOf(source).flatMap(({ specifier, line }) => {
    const banned = bannedImports.find(({ specifiers }) => specifiers.includes(specifier));
    if (banned === undefined || isAllowed(file, banned)) return [];
    const where = banned.allowedIn.length === 0 ? "is not used" : `belongs to ${banned.allowedIn.join(", ")}`;
    return [{ file, line, rule: "banned-import", message: `${specifier} ${where}; ${banned.instead}` }];
  });
}

function isAllowed(
  file: string,
  banned: { readonly allowedIn: readonly string[]; readonly inTests: boolean },
): boolean {
  if (banned.inTests && isTest(file)) return true;
  return banned.allowedIn.some((place) =>
    place.startsWith("*") ? file.endsWith(place.slice(1)) : file === `src/${place}` || file.startsWith(`src/${place}/`),
  );
}
