import type { Sections } from "./sections";
import type { Problem } from "./problems";
import { repeated } from "../lists";

/** Overrides that say the same thing twice, or that cannot be done. What depends on the accounts is for the coverage plan to say. */
export function overrideInconsistencies({ organization, analyzers, overrides }: Sections): Problem[] {
  return [
    ...repeated(overrides, ({ where }) => whereKey(where)).map(({ index, first }) => ({
      path: ["overrides", index, "where"],
      message: `the same accounts as overrides[${first}].where; put both into one override`,
    })),
    ...overrides.flatMap(({ where, unusedAccess }, index): Problem[] => {
      const path = ["overrides", index, "unusedAccess", "enabled"];
      if (unusedAccess.enabled === undefined) return [];
      if (unusedAccess.enabled && analyzers.unusedAccess.enabled === false) {
        return [
          {
            path,
            message:
              "while analyzers.unusedAccess.enabled is false: the analyzer covers the organization or nothing; enable it there and leave accounts out here",
          },
        ];
      }
      if (!("account" in where) || where.account === undefined) return [];
      if (unusedAccess.enabled && analyzers.unusedAccess.exclude.accounts.includes(where.account)) {
        return [{ path, message: `while analyzers.unusedAccess.exclude.accounts names ${where.account}; take it out of one of the two` }];
      }
      if (!unusedAccess.enabled && where.account === organization.delegatedAdministrator) {
        return [
          {
            path,
            message:
              "for the delegated administrator, which owns the analyzer: AWS does not let the owner be excluded; take it out, or exclude its roles and users by tag",
          },
        ];
      }
      return [];
    }),
  ];
}

/** Undefined where it is not well formed. */
function whereKey(where: Sections["overrides"][number]["where"]): string | undefined {
  if ("account" in where) return `account ${where.account}`;
  if ("ou" in where) return `ou ${where.ou}`;
  return "tag" in where ? `tag ${JSON.stringify([where.tag.key, where.tag.value])}` : undefined;
}
