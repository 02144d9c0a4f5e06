import assert from "node:assert/strict";
import { hasScanner } from "../../../domain/configuration/hasScanner";
import { policyRows } from "../../../domain/policyChanges/rows";
import { notifying } from "../../support/notifying";
import { configuration, management, member } from "../../support/organization";

const scanning = (yaml: string) => configuration(`${notifying}\n${yaml}`);
const onFor = (where: string) => `overrides: [{ where: { ${where} }, scanner: { enabled: true } }]`;

describe("scanner in organization.yaml", () => {
  it("is off, and where it is on follows every type of the table in every enabled Region", () => {
    assert.equal(hasScanner(configuration()), false);
    assert.equal(hasScanner(scanning("")), false);
    assert.deepEqual(scanning("scanner: { enabled: true }").scanner, {
      ...{ enabled: true, regions: "enabled", sweep: "rate(1 day)" },
      resourceTypes: policyRows.map(({ type }) => type),
    });
  });

  it("is on somewhere by an override alone", () => {
    for (const where of [`account: "${member}"`, "ou: Workloads/Prod", "tag: { key: stage, value: prod }"])
      assert.equal(hasScanner(scanning(onFor(where))), true, where);
    assert.equal(hasScanner(scanning(onFor(`account: "${member}"`).replace("enabled: true", "enabled: false"))), false);
  });

  for (const [what, yaml, says] of [
    [
      "another type",
      "scanner: { enabled: true, resourceTypes: [AWS::KMS::Grant] }",
      /scanner\.resourceTypes\[0\].*expected one of AWS::S3::Bucket, /,
    ],
    [
      "a type twice",
      "scanner: { resourceTypes: [AWS::KMS::Key, AWS::KMS::Key] }",
      /scanner\.resourceTypes\[1\].*stands in this list already/,
    ],
    ["no type", "scanner: { resourceTypes: [] }", /scanner\.resourceTypes.*at least one resource type/],
    [
      "a misspelt Region",
      "scanner: { regions: [eu-centrall-1] }",
      /scanner\.regions\[0\].*expected a Region of the partition aws, did you mean eu-central-1/,
    ],
    [
      "a Region of another partition",
      "scanner: { regions: [us-gov-west-1] }",
      /scanner\.regions\[0\].*expected a Region of the partition aws/,
    ],
    ["a Region twice", "scanner: { regions: [eu-west-1, eu-west-1] }", /scanner\.regions\[1\].*stands in this list already/],
    ["no Region", "scanner: { regions: [] }", /scanner\.regions.*expected enabled, or a list/],
    [
      "a Region without analyzers",
      "scanner: { regions: [eu-west-1] }\nregions: { exclude: [{ name: eu-west-1, reason: unused }] }",
      /scanner\.regions\[0\].*which regions\.exclude leaves out/,
    ],
    [
      "a Region without forwarders",
      "scanner: { regions: [eu-west-1] }\nregions: { forwarders: { exclude: [{ name: eu-west-1, reason: denied }] } }",
      /scanner\.regions\[0\].*which regions\.forwarders\.exclude leaves out/,
    ],
    ["a sweep by the minute", "scanner: { sweep: rate(5 minutes) }", /scanner\.sweep.*expected off, or a rate in hours or days/],
    [
      "the management account",
      onFor(`account: "${management}"`),
      /overrides\[0\]\.scanner\.enabled.*management account, where the scanner never is/,
    ],
    ["an unknown key", "scanner: { enable: true }", /did you mean enabled\?/],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => scanning(yaml), { name: "ConfigurationError", message: says }));
  }

  it("refuses a scanner that tells nobody, for everybody or for some", () => {
    for (const [yaml, path] of [
      ["scanner: { enabled: true }", "scanner.enabled"],
      [onFor(`account: "${member}"`), "overrides[0].scanner.enabled"],
    ] as const)
      assert.throws(
        () => configuration(yaml),
        (error: Error) => {
          assert.ok(error.message.includes(`${path}: found true, while there is no notifications`), error.message);
          return true;
        },
      );
  });
});
