import assert from "node:assert/strict";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { accountId } from "../../../domain/identifiers";
import { configuration, delegatedAdministrator, inventory, management, member } from "../../support/organization";
import { changeAccount, everything, places, today, withRegions } from "../../support/planned";

const second = accountId("444444444444");

describe("coveragePlan", () => {
  describe("plans", () => {
    it("an account analyzer in every enabled Region of every account, the management account and the delegated administrator like any other", () => {
      const regions = ["eu-central-1", "eu-west-1", "us-east-1"];
      assert.deepEqual(
        places(configuration(), inventory(), "ACCOUNT"),
        [management, delegatedAdministrator, member].flatMap((id) => regions.map((region) => `${id} ${region}`)),
      );
    });

    it("organization analyzers in every enabled Region of the delegated administrator only", () => {
      const changed = withRegions(inventory(), delegatedAdministrator, { "eu-west-1": "DISABLED" });
      assert.deepEqual(places(configuration(), changed, "ORGANIZATION"), [
        `${delegatedAdministrator} eu-central-1`,
        `${delegatedAdministrator} us-east-1`,
      ]);
    });

    it("no unused or internal access unless it is asked for, since both are billed", () => {
      const plan = coveragePlan(configuration(), inventory(), today);
      assert.deepEqual([...new Set(plan.analyzers.map(({ type }) => type))], ["ACCOUNT", "ORGANIZATION"]);
      assert.deepEqual(
        plan.uncovered.map(({ account, region, type, reason }) => [
          account,
          region,
          type,
          reason.kind === "disabled" ? reason.by : reason.kind,
        ]),
        [
          [delegatedAdministrator, "eu-central-1", "ORGANIZATION_UNUSED_ACCESS", "analyzers.unusedAccess.enabled"],
          [delegatedAdministrator, "eu-central-1", "ORGANIZATION_INTERNAL_ACCESS", "analyzers.internalAccess.enabled"],
          [delegatedAdministrator, "eu-west-1", "ORGANIZATION_INTERNAL_ACCESS", "analyzers.internalAccess.enabled"],
          [delegatedAdministrator, "us-east-1", "ORGANIZATION_INTERNAL_ACCESS", "analyzers.internalAccess.enabled"],
        ],
      );
    });

    it("unused access in the home Region, or in all of them when that is asked for", () => {
      assert.deepEqual(places(configuration(everything), inventory(), "ORGANIZATION_UNUSED_ACCESS"), [
        `${delegatedAdministrator} eu-central-1`,
      ]);
      const all = configuration("analyzers: { unusedAccess: { enabled: true, regions: all } }");
      assert.equal(places(all, inventory(), "ORGANIZATION_UNUSED_ACCESS").length, 3);
    });

    it("the configurations that the API takes", () => {
      const config = configuration(`analyzers:
  unusedAccess: { enabled: true, ageDays: 30, exclude: { accounts: ["${second}"], tags: [{ key: team, value: data }, { key: ignore }] } }
  internalAccess: { enabled: true, include: [{ accounts: ["${second}", "${member}"], resourceTypes: [AWS::S3::Bucket] }] }
overrides: [{ where: { account: "${member}" }, unusedAccess: { enabled: false } }]
`);
      const { analyzers } = coveragePlan(config, inventory([second, member]), today);
      assert.deepEqual(analyzers.find(({ type }) => type === "ORGANIZATION_UNUSED_ACCESS")?.configuration, {
        unusedAccess: {
          unusedAccessAge: 30,
          analysisRule: { exclusions: [{ accountIds: [member, second] }, { resourceTags: [{ ignore: "" }, { team: "data" }] }] },
        },
      });
      assert.deepEqual(analyzers.find(({ type }) => type === "ORGANIZATION_INTERNAL_ACCESS")?.configuration, {
        internalAccess: { analysisRule: { inclusions: [{ accountIds: [member, second], resourceTypes: ["AWS::S3::Bucket"] }] } },
      });
      assert.ok(analyzers.filter(({ type }) => type === "ACCOUNT" || type === "ORGANIZATION").every((spec) => !("configuration" in spec)));
    });

    it("no analysis rule where nothing is excluded", () => {
      const spec = coveragePlan(configuration(everything), inventory(), today).analyzers.find(
        ({ type }) => type === "ORGANIZATION_UNUSED_ACCESS",
      );
      assert.deepEqual(spec?.configuration, { unusedAccess: { unusedAccessAge: 90 } });
    });

    it("the configuration's tags beside the owner's", () => {
      const { analyzers } = coveragePlan(configuration("tags: { cost-center: '42' }"), inventory(), today);
      assert.deepEqual(analyzers[0]?.tags, { "cost-center": "42", "managed-by": "access-analyzer-org" });
    });
  });

  it("never excludes the delegated administrator from its own analyzer, whatever OU it is in", () => {
    const changed = changeAccount(inventory(), delegatedAdministrator, (account) => ({ ...account, ou: "Security" }));
    const config = configuration(`${everything}overrides: [{ where: { ou: Security }, unusedAccess: { enabled: false } }]`);
    const spec = coveragePlan(config, changed, today).analyzers.find(({ type }) => type === "ORGANIZATION_UNUSED_ACCESS");
    assert.deepEqual(spec?.configuration, { unusedAccess: { unusedAccessAge: 90 } });
  });
});
