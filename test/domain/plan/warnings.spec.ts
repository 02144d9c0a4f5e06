import assert from "node:assert/strict";
import type { Configuration } from "../../../domain/configuration/configuration";
import { accountId } from "../../../domain/identifiers";
import type { Inventory } from "../../../domain/inventory/inventory";
import { parseConfiguration } from "../../../domain/configuration/parseConfiguration";
import { coveragePlan } from "../../../domain/plan/coveragePlan";
import { warnings } from "../../../domain/plan/warnings";
import { configuration, configurationText, delegatedAdministrator, inventory, management, member } from "../../support/organization";
import { changeAccount, everything, reasons, today, withRegions } from "../../support/planned";

describe("warnings", () => {
  const messages = (config: Configuration, found: Inventory) => warnings(config, found, today).map(({ message }) => message);
  /** Warned about as a mismatch, and the plan is made all the same. */
  const warned = (config: Configuration, found: Inventory, pattern: RegExp) => {
    assert.doesNotThrow(() => coveragePlan(config, found, today));
    assert.ok(
      warnings(config, found, today).some(({ message, isMismatch }) => isMismatch && pattern.test(message)),
      messages(config, found).join("\n"),
    );
  };

  it("has none about a configuration that fits", () => {
    assert.deepEqual(messages(configuration(everything), inventory()), []);
  });

  it("names accounts that the organization does not have, wherever they are named, all at once", () => {
    const config = configuration(`analyzers:
  unusedAccess: { enabled: true, exclude: { accounts: ["333333333334"] } }
  internalAccess: { enabled: true, include: [{ accounts: ["999999999999"] }] }
archiveRules: [{ name: r, reason: x, analyzers: [ACCOUNT], where: { accounts: ["777777777777"] }, filter: { principal.AWS: { eq: ["999999999999"] } } }]
overrides: [{ where: { account: "888888888888" }, account: { enabled: false } }]
access: { callers: { deployer: [Platform], retirer: ["arn:aws:iam::333333333334:role/x"] } }
`);
    warned(config, inventory(), /exclude\.accounts\[0\]: found 333333333334, .*did you mean 333333333333/);
    warned(config, inventory(), /internalAccess\.include\[0\]\.accounts\[0\]: found 999999999999/);
    warned(config, inventory(), /archiveRules\[0\]\.where\.accounts\[0\]: found 777777777777/);
    warned(config, inventory(), /access\.callers\.retirer\[0\]: found 333333333334, .*did you mean 333333333333/);
    warned(config, inventory(), /overrides\[0\]\.where\.account: found 888888888888, which is not among the 3 accounts/);
  });

  it("names an OU without any account, with the path that was meant", () => {
    const changed = changeAccount(inventory(), member, (account) => ({ ...account, ou: "Workloads/Prod" }));
    for (const ou of ["Prod", "workloads/prod", "Root/Workloads/Prod", "Workloads/Prd"]) {
      const pattern = /where\.ous?(\[0\])?: found .*did you mean "Workloads\/Prod"/;
      warned(configuration(`overrides: [{ where: { ou: ${ou} }, account: { enabled: false } }]`), changed, pattern);
      const rule = `archiveRules: [{ name: r, reason: x, analyzers: [ACCOUNT], where: { ous: [${ou}] }, filter: { principal.AWS: { eq: ["999999999999"] } } }]`;
      warned(configuration(rule), changed, pattern);
    }
  });

  it("names a tag that no account carries, unless tags of one cannot be read", () => {
    const config = configuration("overrides: [{ where: { tag: { key: stage, value: prod } }, account: { enabled: false } }]");
    warned(config, inventory(), /overrides\[0\]\.where\.tag: found "stage" with the value "prod", but no account/);
    const unread = changeAccount(inventory(), member, (account) => ({ ...account, tags: { unreadable: "AccessDenied" } }));
    assert.deepEqual(messages(config, unread), []);
    const proto = Object.fromEntries([["__proto__", "a"]]);
    const tagged = changeAccount(inventory(), member, (account) => ({ ...account, tags: { read: proto } }));
    const byProto = configuration("overrides: [{ where: { tag: { key: __proto__ } }, account: { enabled: false } }]");
    assert.deepEqual(messages(byProto, tagged), []);
    assert.match(reasons(byProto, tagged, member)[0] ?? "", /disabled overrides\[0\]/);
    warned(configuration("overrides: [{ where: { tag: { key: constructor } }, account: { enabled: false } }]"), tagged, /"constructor"/);
  });

  it("names a Region that neither this version nor the inventory knows", () => {
    const config = configuration("regions: { exclude: [{ name: sa-north-1, reason: denied }] }");
    warned(config, inventory(), /regions\.exclude\[0\]\.name: found "sa-north-1", a Region that neither this version nor any account/);
    warned(
      configuration("regions: { exclude: [{ name: eu-west-9, reason: denied }] }"),
      inventory(),
      /"eu-west-9".*did you mean eu-west-1\?/,
    );
    const newer = withRegions(inventory(), member, { "sa-north-1": "ENABLED" });
    assert.deepEqual(messages(config, newer), []);
    assert.ok(reasons(config, newer, member).includes("sa-north-1 ACCOUNT regionExcluded denied"));
  });

  it("names two overrides of equal rank that disagree, and takes two that agree", () => {
    const changed = changeAccount(inventory(), member, (account) => ({ ...account, tags: { read: { stage: "prod", team: "data" } } }));
    const overrides = (second: boolean) =>
      configuration(
        `overrides: [{ where: { tag: { key: stage } }, account: { enabled: false } }, { where: { tag: { key: team } }, account: { enabled: ${second} } }]`,
      );
    warned(overrides(true), changed, /overrides\[0\] and overrides\[1\] disagree about account .*of account 333333333333/);
    assert.deepEqual(messages(overrides(false), changed), []);
  });

  it("leaves the organization's analyzers undecided while the delegated administrator is not active", () => {
    const changed = changeAccount(inventory(), delegatedAdministrator, (account) => ({ ...account, state: "SUSPENDED" }));
    warned(configuration(), changed, /organization\.delegatedAdministrator: found 222222222222 .*SUSPENDED, expected an ACTIVE account/);
    assert.ok(
      reasons(configuration(), changed, delegatedAdministrator).includes(
        "* ORGANIZATION undecided the delegated administrator 222222222222 is SUSPENDED",
      ),
    );
  });

  it("leaves them undecided, and the members planned, when it has left the organization", () => {
    const without = { ...inventory(), accounts: inventory().accounts.filter(({ id }) => id !== delegatedAdministrator) };
    warned(configuration(), without, /^organization\.delegatedAdministrator: found 222222222222, which is not among the 2 accounts/);
    assert.deepEqual(reasons(configuration(), without, delegatedAdministrator), [
      "* ORGANIZATION undecided the delegated administrator 222222222222 is not in the organization",
      "* ORGANIZATION_UNUSED_ACCESS disabled analyzers.unusedAccess.enabled",
      "* ORGANIZATION_INTERNAL_ACCESS disabled analyzers.internalAccess.enabled",
    ]);
    assert.equal(coveragePlan(configuration(), without, today).analyzers.length, 6);
  });

  it("names a home Region that is newer than this version, and plans for it", () => {
    const config = parseConfiguration(configurationText().replace("eu-central-1", "eu-central-9"), "o.yaml");
    assert.equal(config.organization.partition, "aws");
    const found = inventory([member], ["eu-central-9", "eu-west-1"]);
    assert.deepEqual(warnings(config, found, today), [
      {
        message:
          "organization.homeRegion: found eu-central-9, a Region that this version does not know; by its name it is taken for one of the partition aws",
        isMismatch: false,
      },
    ]);
    assert.ok(coveragePlan(config, found, today).analyzers.some(({ region }) => region === "eu-central-9"));
  });

  it("names a home Region that is off in the delegated administrator or in the management account", () => {
    for (const [id, role] of [
      [delegatedAdministrator, "delegated administrator"],
      [management, "management account"],
    ] as const) {
      const changed = withRegions(inventory(), id, { "eu-central-1": "DISABLED" });
      const pattern = new RegExp(
        `^organization\\.homeRegion: found eu-central-1, which is DISABLED in the ${role} ${id} .* eu-west-1, us-east-1$`,
      );
      warned(configuration(), changed, pattern);
    }
  });

  it("names values that are written with wildcards, which is no mismatch", () => {
    const config = configuration(`archiveRules:
- { name: r, reason: x, analyzers: [ORGANIZATION], filter: { principal.AWS: { eq: ["*"] }, resource: { contains: ["*"] } } }
`);
    assert.deepEqual(
      warnings(config, inventory(), today).map(({ isMismatch }) => isMismatch),
      [false],
    );
    assert.match(messages(config, inventory())[0] ?? "", /^archiveRules\[0\]\.filter\["resource"\]\.contains\[0\]: found "\*"/);
  });

  it("is done with many in a moment, and says little about a long name", () => {
    const many = Array.from(
      { length: 5_000 },
      (_, index) => `- { where: { account: "${400000000000 + index}" }, account: { enabled: false } }\n`,
    );
    const members = Array.from({ length: 2_000 }, (_, index) => accountId(String(600000000000 + index)));
    const config = configuration(`overrides:\n${many.join("")}- { where: { ou: ${"A".repeat(20_000)} }, account: { enabled: false } }\n`);
    const told = messages(config, inventory(members, ["eu-central-1"]));
    assert.equal(told.length, 5_001);
    coveragePlan(config, inventory(members, ["eu-central-1"]), today);
    const long = configuration(`overrides: [{ where: { ou: ${"A".repeat(20_000)} }, account: { enabled: false } }]`);
    assert.ok((messages(long, inventory())[0] ?? "").length < 400);
  });
});
