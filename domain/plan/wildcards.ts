import type { Configuration } from "../configuration/configuration";
import { quoted } from "../configuration/quoted";

/**
 * Values of archive rules that are written as if AWS knew wildcards in them: it compares text, and a star is a star. `*` alone is the
 * principal of what everybody may reach.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Criterion.html
 */
export function wildcardWarnings({ archiveRules }: Configuration): string[] {
  return archiveRules.flatMap(({ filter }, index) =>
    Object.entries(filter).flatMap(([key, criterion]) =>
      (["eq", "neq", "contains"] as const).flatMap((operator) =>
        (criterion[operator] ?? []).flatMap((value, position) =>
          !/[*?]/.test(value) || (value === "*" && key === "principal.AWS")
            ? []
            : [
                `archiveRules[${index}].filter[${quoted(key)}].${operator}[${position}]: found ${quoted(value)}, in which AWS takes * and ? for characters like any other; write out what is meant, or a part of it with contains`,
              ],
        ),
      ),
    ),
  );
}
