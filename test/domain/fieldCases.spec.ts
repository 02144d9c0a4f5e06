import assert from "node:assert/strict";
import type { AnalyzerType } from "../../domain/analyzer";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { accountId } from "../../domain/identifiers";
import type { Inventory, InventoryAccount } from "../../domain/inventory/inventory";
import { parseInventory } from "../../domain/inventory/parseInventory";
import { serializeInventory } from "../../domain/inventory/serializeInventory";
import { coveragePlan } from "../../domain/plan/coveragePlan";
import { warnings } from "../../domain/plan/warnings";
import { ourTags } from "../../domain/policies/roles";
import { account as accountOf, configuration, inventory } from "../support/organization";
import { changeAccount, places, reasons, today, withRegions } from "../support/planned";
import { header, messageOf } from "../support/refused";

/** What people who do this job have met, from public reports; ids and names are examples. */
describe("cases from the field", () => {
  const shop = accountId("444444444444");
  const anna = accountId("777777777777");
  const organization = (change: (account: InventoryAccount) => Partial<InventoryAccount> = () => ({})): Inventory => {
    const base = inventory([shop, anna]);
    const ous: Record<string, string> = { "222222222222": "Security", [shop]: "Workloads/Prod", [anna]: "Sandbox" };
    return { ...base, accounts: base.accounts.map((one) => ({ ...one, ou: ous[one.id] ?? "", ...change(one) })) };
  };
  const told = (yaml: string, live: Inventory) => warnings(configuration(yaml), live, today).map(({ message }) => message);

  it("an archive rule's value that AWS never has: closed sets and ids are errors, wildcards are warnings", () => {
    const rules = [
      '{ name: r1, reason: x, analyzers: [ORGANIZATION], filter: { resourceType: { eq: ["AWS::S3::Buckets"] } } }',
      '{ name: r2, reason: x, analyzers: [ORGANIZATION], filter: { resource: { contains: ["*"] } } }',
      '{ name: r3, reason: x, analyzers: [ORGANIZATION], filter: { principal.AWS: { contains: ["arn:aws:iam::*:root"] } } }',
      '{ name: r4, reason: x, analyzers: [ORGANIZATION], filter: { resourceType: { eq: ["AWS::IAM::User"] } } }',
      '{ name: r5, reason: x, analyzers: [ORGANIZATION], filter: { resourceControlPolicyRestriction: { eq: ["applicable"] } } }',
      '{ name: r6, reason: x, analyzers: [ORGANIZATION], filter: { resourceOwnerAccount: { eq: ["4444"] } } }',
      '{ name: r7, reason: x, analyzers: [ORGANIZATION], filter: { isPublic: { contains: ["no"] } } }',
      '{ name: r8, reason: x, analyzers: [ORGANIZATION], filter: { condition.aws:PrincipalOrgID: { eq: ["o-*"] } } }',
      '{ name: r9, reason: x, analyzers: [ORGANIZATION, ACCOUNT], filter: { error: { eq: ["access denied"] } } }',
    ];
    const message = messageOf(`${header}archiveRules:\n${rules.map((rule) => `- ${rule}\n`).join("")}`);
    assert.deepEqual(
      message.split("\n").map((line) => Number(/archiveRules\[(\d)\]/.exec(line)?.[1]) + 1),
      [1, 4, 5, 6, 7, 9],
    );
    assert.match(message, /"AWS::S3::Buckets", expected one of .*did you mean AWS::S3::Bucket\?/);
    assert.match(message, /"applicable", expected one of APPLICABLE, .*did you mean APPLICABLE\?/);
    const taken = [1, 2, 7].map((index) => `- ${rules[index] ?? ""}\n`).join("");
    assert.deepEqual(
      told(`archiveRules:\n${taken}`, organization()).map((warning) => /^archiveRules\[(\d)\].*takes \* and \?/.exec(warning)?.[1]),
      ["0", "1", "2"],
    );
  });

  it("filter keys that do not exist: all told at once, each with the nearest right key", () => {
    const message = messageOf(`${header}archiveRules:
  - { name: vendor, reason: x, analyzers: [ORGANIZATION], filter: { principal: { eq: ["arn:aws:iam::999999999999:root"] } } }
  - { name: dev, reason: x, analyzers: [ORGANIZATION], filter: { resourceArn: { contains: ["arn:aws:s3:::dev-"] }, principal.accountId: { eq: ["123456789012"] } } }
  - { name: canon, reason: x, analyzers: [ACCOUNT], filter: { principal.CanonicalUser: { exists: true } } }
  - { name: sso, reason: x, analyzers: [ORGANIZATION], filter: { isPublic: { eq: ["false"] }, principal.Federated: { contains: [":saml-provider/AWSSSO"] } } }
  - { name: int, reason: x, analyzers: [ORGANIZATION_INTERNAL_ACCESS], filter: { accessType: { eq: ["INTRA_ORG"] }, resourceType: { neq: ["AWS::S3::Bucket"] } } }
  - { name: vpce, reason: x, analyzers: [ORGANIZATION], filter: { condition.aws:SourceVpce: { exists: true }, condition.aws:SourceAccount: { exists: true } } }
`);
    const meant = message.split("\n").map((line) => [/found "([^"]+)"/.exec(line)?.[1], /did you mean (.+)\?/.exec(line)?.[1]]);
    assert.deepEqual(
      meant.map(([key]) => key),
      [
        ...["principal", "resourceArn", "principal.accountId", "principal.CanonicalUser", "accessType"],
        ...["condition.aws:SourceVpce", "condition.aws:SourceAccount"],
      ],
    );
    assert.ok(meant.every(([, key]) => key !== undefined));
    assert.deepEqual(
      [meant[0], meant[1], meant[5]].map((pair) => pair?.[1]),
      ["principal.AWS", "resource", "condition.aws:SourceVpc"],
    );
  });

  it("an OU without accounts: the plan is made, with a warning", () => {
    const yaml = `analyzers: { unusedAccess: { enabled: true } }
overrides: [{ where: { ou: Playground }, unusedAccess: { enabled: false } }]`;
    assert.match(told(yaml, organization())[0] ?? "", /^overrides\[0\]\.where\.ou: found "Playground"/);
    assert.equal(places(configuration(yaml), organization(), "ORGANIZATION_UNUSED_ACCESS").length, 1);
  });

  it("two tags of one account disagree: that account's setting is undecided and told, the others are planned", () => {
    const yaml = `analyzers: { unusedAccess: { enabled: true } }
overrides:
  - { where: { tag: { key: stage, value: prod } }, unusedAccess: { enabled: true } }
  - { where: { tag: { key: lab } }, unusedAccess: { enabled: false } }`;
    const live = organization(({ id }) => (id === shop ? { tags: { read: { stage: "prod", lab: "x" } } } : {}));
    const [told] = warnings(configuration(yaml), live, today);
    assert.equal(told?.isMismatch, true);
    assert.match(told?.message ?? "", /^overrides\[0\] and overrides\[1\] disagree about unusedAccess/);
    assert.match(reasons(configuration(yaml), live, shop).join("\n"), /^eu-central-1 ORGANIZATION_UNUSED_ACCESS undecided overrides/);
    assert.deepEqual(reasons(configuration(yaml), live, anna), []);
    assert.equal(places(configuration(yaml), live, "ORGANIZATION_UNUSED_ACCESS").length, 1);
  });

  it("a Region that is newer than this version is excluded as asked", () => {
    const config = configuration('regions: { exclude: [{ name: sa-north-1, reason: "denied by SCP" }] }');
    const live = withRegions(organization(), shop, { "sa-north-1": "ENABLED" });
    assert.ok(reasons(config, live, shop).includes("sa-north-1 ACCOUNT regionExcluded denied by SCP"));
    assert.deepEqual(warnings(config, live, today), []);
  });

  it("an analyzer type unknown to this version is kept as text and not counted, and everybody else is covered", () => {
    const found = changeAccount(organization(), shop, (one) => ({
      ...one,
      analyzers: one.analyzers.map((entry) =>
        entry.region === "eu-west-1"
          ? {
              ...entry,
              found: { read: [{ name: "x", type: "ACCOUNT_EXPOSED_SECRETS", status: "ACTIVE", owner: { kind: "other" }, tags: {} }] },
            }
          : entry,
      ),
    }));
    const live = parseInventory(serializeInventory(found), "inventory.json");
    assert.deepEqual(live, found);
    assert.ok(places(configuration(), live, "ACCOUNT").includes(`${shop} eu-west-1`));
  });

  it("OUs of one name at different depths: only the top-level one is meant", () => {
    const [net, staging] = [accountId("333333333333"), accountId("555555555555")];
    const base = organization();
    const regions = ["eu-central-1", "eu-west-1", "us-east-1"];
    const live = {
      ...base,
      accounts: [
        ...base.accounts,
        { ...accountOf(net, regions), ou: "Infra" },
        { ...accountOf(staging, regions), ou: "PolicyStaging/Infra" },
      ],
    };
    const config = configuration(`analyzers: { unusedAccess: { enabled: true } }
overrides: [{ where: { ou: Infra }, unusedAccess: { enabled: false } }]`);
    assert.match(reasons(config, live, net)[0] ?? "", /ORGANIZATION_UNUSED_ACCESS disabled/);
    assert.deepEqual(reasons(config, live, staging), []);
  });

  it("merge marks in a committed inventory.json: refused, naming inventory", () => {
    assert.throws(
      () => parseInventory('<<<<<<< HEAD\n{ "version": 1 }\n=======\n', "inventory.json"),
      /this is not JSON .*; write the file anew with "access-analyzer-org inventory"/,
    );
  });

  it("& and < in tags are accepted", () => {
    const config = configuration('tags: { "cost&center": "R&D <x>", team: "a" }');
    assert.deepEqual(ourTags(config), { "cost&center": "R&D <x>", team: "a", "managed-by": "access-analyzer-org" });
  });

  it("internal access: an ARN that contradicts its type, account or partition is refused, with each contradiction", () => {
    const include = (entry: string) => messageOf(`${header}analyzers: { internalAccess: { enabled: true, include: [${entry}] } }\n`);
    const table = "arn:aws-us-gov:dynamodb:us-gov-west-1:444444444444:table/x";
    const message = include(`{ accounts: ["333333333333"], resourceTypes: ["AWS::S3::Bucket"], resourceArns: ["${table}"] }`);
    assert.match(message, /resourceArns\[0\]: .*an ARN of type AWS::DynamoDB::Table, which is none of the resource types beside it/);
    assert.match(message, /resourceArns\[0\]: .*an ARN in account 444444444444, which is none of the accounts beside it/);
    assert.match(message, /resourceArns\[0\]: .*an ARN of the partition "aws-us-gov"/);
    assert.match(include('{ resourceArns: ["arn:aws:iam::444444444444:role/x"] }'), /an ARN of type AWS::IAM::Role, expected one of/);
  });

  it("usual good rules are accepted, and one whose criteria never meet is told", () => {
    const good = `analyzers: { unusedAccess: { enabled: true } }
archiveRules:
  - { name: sso, reason: identity center, analyzers: [ORGANIZATION, ACCOUNT], filter: { isPublic: { eq: ["false"] }, principal.Federated: { contains: [":saml-provider/AWSSSO"] } } }
  - { name: MyRule, reason: cognito, analyzers: [ORGANIZATION_UNUSED_ACCESS], filter: { resource: { contains: ["Cognito"] }, resourceType: { eq: ["AWS::IAM::Role"] } } }
`;
    assert.deepEqual(told(good, organization()), []);
    const partner = `  - { name: partner, reason: x, analyzers: [ORGANIZATION], filter: { condition.aws:UserId: { eq: ["userid"] }, error: { exists: true }, isPublic: { eq: ["false"] } } }\n`;
    const message = messageOf(`${header}${good}${partner}`);
    assert.match(message, /archiveRules\[2\]\.filter\.isPublic: .*which findings with an error do not have/);
    assert.match(message, /archiveRules\[2\]\.filter\["condition\.aws:UserId"\]: .*which findings with an error do not have/);
  });

  it("organization analyzers in governed Regions, unused access at home only", () => {
    const config = parseConfiguration(
      `${header}regions: { exclude: [{ name: us-east-1, reason: not governed }] }\nanalyzers: { account: { enabled: false }, unusedAccess: { enabled: true } }\n`,
      "organization.yaml",
    );
    const count = (type: AnalyzerType) => coveragePlan(config, organization(), today).analyzers.filter((spec) => spec.type === type).length;
    assert.deepEqual([count("ORGANIZATION"), count("ORGANIZATION_UNUSED_ACCESS"), count("ACCOUNT")], [2, 1, 0]);
  });
});
