import assert from "node:assert/strict";
import type { ExistingAnalyzer } from "../../../domain/inventory/inventory";
import { others, placeAt } from "../../support/auditedOrganization";
import { configuration, delegatedAdministrator, inventory, member } from "../../support/organization";
import { changeAccount, withAnalyzers } from "../../support/planned";

const home = "eu-central-1";
const type = "ORGANIZATION_UNUSED_ACCESS";
const config = configuration(`analyzers: { unusedAccess: { enabled: true } }
overrides: [{ where: { tag: { key: a } }, unusedAccess: { enabled: false } }]`);
const unread = changeAccount(inventory(), member, (account) => ({ ...account, tags: { unreadable: "AccessDenied" } }));

/** Whether another's analyzer leaves out the right accounts is not known while that goes by tags that cannot be read. */
describe("another's unused-access analyzer while an account's tags cannot be read", () => {
  const placeOf = (...found: ExistingAnalyzer[]) =>
    placeAt(config, withAnalyzers(unread, delegatedAdministrator, found), delegatedAdministrator, home, type);
  const standing = (name: string, accountIds: string[], unusedAccessAge = 90): ExistingAnalyzer => ({
    ...others(name, type),
    configuration: { unusedAccess: { unusedAccessAge, ...(accountIds.length > 0 && { analysisRule: { exclusions: [{ accountIds }] } }) } },
  });
  const kept = "access-analyzer-org-unused-access";

  it("is not known to be right or wrong, whether it leaves the account out or not", () => {
    for (const name of [kept, "console"])
      for (const accountIds of [[], [member]]) {
        const { place, audit } = placeOf(standing(name, accountIds));
        assert.ok(place.state === "unreadable", `${name} ${accountIds.join()} ${place.state}`);
        assert.match(
          place.reason,
          /^account 333333333333: overrides\[0\] goes by tag, and the account's tags cannot be read: AccessDenied$/,
        );
        assert.ok(audit.verdict.partial);
      }
  });

  it("is wrong where something else differs, and that alone is named", () => {
    const { place } = placeOf(standing(kept, [], 30));
    assert.deepEqual(place.state === "wrong" && place.differences, ["unusedAccessAge is 30, planned 90"]);
  });

  it("is compared as ever while they can be read", () => {
    const live = withAnalyzers(inventory(), delegatedAdministrator, [standing(kept, [member])]);
    const { place } = placeAt(config, live, delegatedAdministrator, home, type);
    assert.deepEqual(place.state === "wrong" && place.differences, [`exclusions not planned: account ${member}`]);
  });
});

describe("our unused-access analyzers in several Regions while an account's tags cannot be read", () => {
  it("are each as planned with what they leave out now", () => {
    const everywhere = configuration(`analyzers: { unusedAccess: { enabled: true, regions: all } }
overrides: [{ where: { tag: { key: a } }, unusedAccess: { enabled: false } }]`);
    const live = changeAccount(unread, delegatedAdministrator, (account) => ({
      ...account,
      analyzers: account.analyzers.map(({ region }, index) => ({
        region,
        found: {
          read: [
            {
              ...others("access-analyzer-org-unused-access", type),
              owner: { kind: "ours" as const },
              configuration: {
                unusedAccess: { unusedAccessAge: 90, ...(index === 0 && { analysisRule: { exclusions: [{ accountIds: [member] }] } }) },
              },
            },
          ],
        },
      })),
    }));
    for (const region of [home, "eu-west-1", "us-east-1"])
      assert.equal(placeAt(everywhere, live, delegatedAdministrator, region, type).place.state, "covered", region);
  });
});
