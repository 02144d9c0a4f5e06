import assert from "node:assert/strict";
import { analyzerTypes } from "../../../domain/analyzer";
import { archiveRules, builtInArchiveRules } from "../../../domain/plan/archiveRules";
import { accountId, region, type AccountId } from "../../../domain/identifiers";
import { configuration, delegatedAdministrator, management, member } from "../../support/organization";

describe("archiveRules", () => {
  const home = region("eu-central-1");
  const config = configuration(`access: { rolePath: /security/ }
archiveRules:
- { name: partner, reason: contract, analyzers: [ORGANIZATION, ACCOUNT], filter: { "principal.AWS": { eq: ["999999999999"] }, isPublic: { eq: ["false"] } } }
- { name: break-glass, reason: rarely used, analyzers: [ORGANIZATION_UNUSED_ACCESS], filter: { resource: { contains: [break-glass] } } }
`);

  it("archives exactly that the delegated administrator may assume our roles in a member", () => {
    assert.deepEqual(builtInArchiveRules(config, member), [
      {
        name: "access-analyzer-org-roles",
        filter: {
          resource: {
            eq: [
              "arn:aws:iam::333333333333:role/security/access-analyzer-org-audit",
              "arn:aws:iam::333333333333:role/security/access-analyzer-org-provision",
              "arn:aws:iam::333333333333:role/security/access-analyzer-org-retire",
            ],
          },
          resourceType: { eq: ["AWS::IAM::Role"] },
          "principal.AWS": { eq: ["222222222222", "arn:aws:iam::222222222222:root"] },
        },
      },
    ]);
  });

  it("names the audit role only in the management account, which has no provision role", () => {
    const [rule] = builtInArchiveRules(config, management);
    assert.deepEqual(rule?.filter["resource"], { eq: ["arn:aws:iam::111111111111:role/security/access-analyzer-org-audit"] });
  });

  it("has a rule for each role, of exactly those whom it trusts, where callers are named in more than one account", () => {
    const named = configuration(`access: { callers: { deployer: ["arn:aws:iam::${member}:role/ci"], retirer: [Retirement] } }`);
    const principals = (account: AccountId) =>
      Object.fromEntries(
        builtInArchiveRules(named, account).map(({ name, filter }) => {
          assert.deepEqual(
            filter["resource"]?.eq?.every((arn) => arn.startsWith(`arn:aws:iam::${account}:role/`)),
            true,
          );
          return [name, filter["principal.AWS"]?.eq?.filter((text) => !text.startsWith("arn:"))];
        }),
      );
    const [ci, security] = [member, delegatedAdministrator];
    assert.deepEqual(principals(accountId("444444444444")), {
      "access-analyzer-org-audit": [security, ci],
      "access-analyzer-org-provision": [ci],
      "access-analyzer-org-retire": [security],
    });
    assert.deepEqual(principals(management), { "access-analyzer-org-roles": [security, ci] });
    // That an account trusts itself is no finding.
    assert.deepEqual(principals(ci), { "access-analyzer-org-roles": [security] });
    assert.deepEqual(principals(security), { "access-analyzer-org-roles": [ci] });
    const [rule] = builtInArchiveRules(named, ci);
    assert.deepEqual(rule?.filter["resource"]?.eq, [
      `arn:aws:iam::${ci}:role/access-analyzer-org/access-analyzer-org-audit`,
      `arn:aws:iam::${ci}:role/access-analyzer-org/access-analyzer-org-retire`,
    ]);
  });

  it("has nothing built in where trust stays in the account, nor on organization analyzers", () => {
    assert.deepEqual(builtInArchiveRules(config, delegatedAdministrator), []);
    for (const type of analyzerTypes.filter((type) => type !== "ACCOUNT")) {
      assert.ok(
        !archiveRules(config, { id: delegatedAdministrator, ou: "" }, home, type).some(({ name }) =>
          name.startsWith("access-analyzer-org-"),
        ),
      );
    }
  });

  it("adds the configured rules to the types that they name, without the reason, which AWS does not know", () => {
    const partner = { name: "partner", filter: { "principal.AWS": { eq: ["999999999999"] }, isPublic: { eq: ["false"] } } };
    assert.deepEqual(archiveRules(config, { id: member, ou: "" }, home, "ACCOUNT").slice(1), [partner]);
    assert.deepEqual(archiveRules(config, { id: delegatedAdministrator, ou: "" }, home, "ORGANIZATION"), [partner]);
    assert.deepEqual(
      archiveRules(config, { id: delegatedAdministrator, ou: "" }, home, "ORGANIZATION_UNUSED_ACCESS").map(({ name }) => name),
      ["break-glass"],
    );
    assert.deepEqual(archiveRules(config, { id: delegatedAdministrator, ou: "" }, home, "ORGANIZATION_INTERNAL_ACCESS"), []);
  });

  it("puts a rule only where it is limited to", () => {
    const limited = configuration(`archiveRules:
- { name: who, reason: x, analyzers: [ACCOUNT], where: { accounts: ["${member}"], ous: [Sandbox] }, filter: { principal.AWS: { eq: ["999999999999"] } } }
- { name: there, reason: x, analyzers: [ACCOUNT, ORGANIZATION], where: { regions: [eu-west-1] }, filter: { principal.AWS: { eq: ["999999999999"] } } }
`);
    const names = (ou: string, id = management, where = home) =>
      archiveRules(limited, { id, ou }, where, "ACCOUNT")
        .map(({ name }) => name)
        .filter((name) => !name.startsWith("access-analyzer-org-"));
    assert.deepEqual(names(""), []);
    assert.deepEqual(names("", member), ["who"]);
    assert.deepEqual(names("Sandbox/Anna"), ["who"]);
    assert.deepEqual(names("Sandbox", management, region("eu-west-1")), ["who", "there"]);
    assert.deepEqual(archiveRules(limited, { id: delegatedAdministrator, ou: "" }, home, "ORGANIZATION"), []);
  });
});
