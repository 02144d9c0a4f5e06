import type { Configuration } from "../configuration/configuration";
import { isLiteralWildcard } from "../configuration/literalWildcard";
import { quoted } from "../configuration/quoted";

/** Values of archive rules that are written with wildcards. */
export function wildcardWarnings({ archiveRules }: Configuration): string[] {
  return archiveRules.flatMap(({ filter }, index) =>
    Object.entries(filter).flatMap(([key, criterion]) =>
      (["eq", "neq", "contains"] as const).flatMap((operator) =>
        (criterion[operator] ?? []).flatMap((value, position) =>
          !isLiteralWildcard(key, value)
            ? []
            : [
                `archiveRules[${index}].filter[${quoted(key)}].${operator}[${position}]: found ${quoted(value)}, in which AWS takes * and ? for characters like any other; write out what is meant, or a part of it with contains`,
              ],
        ),
      ),
    ),
  );
}
