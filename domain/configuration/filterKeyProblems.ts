import type { AnalyzerType } from "../analyzer";
import { filterKeys, listOnlyFilterKeys } from "./filterKeys";
import { nearest, similar } from "./nearest";
import type { Problem } from "./problems";

/** What is wrong with a key of an archive rule's filter: AWS takes any, and then never matches. */
export function filterKeyProblems(analyzers: readonly (AnalyzerType | undefined)[], key: string, path: PropertyKey[]): Problem[] {
  if (listOnlyFilterKeys.includes(key)) {
    const message = "which AWS takes when findings are listed, but not in an archive rule; filter by what the finding is about";
    return [{ path, atKey: true, message }];
  }
  const supported = Object.hasOwn(filterKeys, key) ? filterKeys[key] : undefined;
  if (supported === undefined) {
    const known = Object.keys(filterKeys);
    const expected = "expected a filter key of IAM Access Analyzer";
    const message = () => {
      const meant = nearest(key, known) ?? similar(key, known);
      return meant === undefined ? `${expected}: ${known.join(", ")}` : `${expected}, did you mean ${meant}?`;
    };
    return [{ path, atKey: true, message }];
  }
  const never = analyzers.filter((type) => type !== undefined && !supported.includes(type));
  if (never.length === 0) return [];
  const message = `which findings of ${never.join(" and ")} analyzers do not have, so that the rule would never match there; it works for ${supported.join(", ")}`;
  return [{ path, atKey: true, message }];
}
