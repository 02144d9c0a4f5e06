import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { parseConfiguration } from "../../../domain/configuration/parseConfiguration";
import { ConfigurationError } from "../../../domain/errors";
import { organizations } from "../../support/arbitraries";

const header = `version: 1
organization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: eu-central-1 }
`;

describe("parseConfiguration", () => {
  it("is satisfied with two lines, and bills for nothing that was not asked for", () => {
    assert.deepEqual(parseConfiguration(header, "organization.yaml"), {
      version: 1,
      organization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: "eu-central-1", partition: "aws" },
      access: { rolePath: "/access-analyzer-org/" },
      regions: { exclude: [] },
      existing: "keep",
      analyzers: {
        account: { enabled: true },
        organization: { enabled: true },
        unusedAccess: { enabled: false, ageDays: 90, regions: "home", exclude: { accounts: [], tags: [] } },
        internalAccess: { enabled: false, include: [] },
      },
      archiveRules: [],
      overrides: [],
      tags: {},
      rollout: { parallel: 4, settleSeconds: 30 },
    });
  });

  it("reads back every configuration that it could have made", () => {
    fc.assert(
      fc.property(organizations(), ({ config }) => {
        const { partition, ...organization } = config.organization;
        assert.equal(partition, "aws");
        assert.deepEqual(
          parseConfiguration(stringify({ ...config, organization }, { aliasDuplicateObjects: false }), "organization.yaml"),
          config,
        );
      }),
    );
  });

  it("takes the partition from the home Region", () => {
    assert.equal(parseConfiguration(header.replace("eu-central-1", "us-gov-west-1"), "o.yaml").organization.partition, "aws-us-gov");
  });

  describe("places every message at file, line, column and path, with what was found", () => {
    const cases: { title: string; yaml: string; expected: RegExp }[] = [
      { title: "an empty file", yaml: "", expected: /^o\.yaml: the file is empty/ },
      {
        title: "a file that is only text",
        yaml: "hello",
        expected: /^o\.yaml:1:1: \(the whole file\): found "hello", expected a mapping with version, organization/,
      },
      { title: "broken YAML", yaml: "version: [1", expected: /^o\.yaml:1:\d+: this is not YAML: / },
      {
        title: "a key that stands there twice",
        yaml: `${header}tags: {}\ntags: {}\n`,
        expected: /^o\.yaml:4:1: this key stands here twice/,
      },
      { title: "two documents", yaml: `${header}---\n${header}`, expected: /^o\.yaml:3:\d+: a second document begins here/ },
      {
        title: "an anchor that is not there",
        yaml: `${header}tags: *common\n`,
        expected: /^o\.yaml: this cannot be read as YAML: Unresolved alias/,
      },
      {
        title: "anchors that unfold without end",
        yaml: `a: &a [x, x, x, x, x, x]\n${"bcdefgh"
          .split("")
          .map((key, index) => `${key}: &${key} [${`*${"abcdefgh"[index]}, `.repeat(6)}]\n`)
          .join("")}`,
        expected: /^o\.yaml: this cannot be read as YAML: Excessive alias count/,
      },
      {
        title: "what an anchor stands for",
        yaml: `${header}tags: &t { a: b }\nrollout: *t\n`,
        expected: /^o\.yaml:4:10: rollout(\.a)?: found "a", which is not a key/,
      },
      {
        title: "a missing section",
        yaml: "version: 1\n",
        expected: /o\.yaml:1:1: organization: found nothing, expected a mapping with management/,
      },
      {
        title: "a missing key",
        yaml: header.replace('management: "111111111111", ', ""),
        expected: /o\.yaml:2:15: organization\.management: found nothing, expected an account id/,
      },
      {
        title: "another version",
        yaml: header.replace("version: 1", "version: 2"),
        expected: /^o\.yaml:1:10: version: found the number 2, expected 1$/,
      },
      {
        title: "an unknown key, with the one that was meant",
        yaml: `${header}analysers: {}\n`,
        expected:
          /^o\.yaml:3:1: analysers: found "analysers", which is not a key of this section, did you mean analyzers\? \(allowed: version, /,
      },
      {
        title: "an unknown key deep inside",
        yaml: `${header}analyzers:\n  unusedAccess:\n    agedays: 3\n`,
        expected: /^o\.yaml:5:5: analyzers\.unusedAccess\.agedays: found "agedays", .*did you mean ageDays/,
      },
      {
        title: "an account id without quotes",
        yaml: header.replace('"111111111111"', "011111111111"),
        expected: /^o\.yaml:2:29: organization\.management: found the number 011111111111, .*quotes.*leading zeros/,
      },
      {
        title: "an account id of eleven digits",
        yaml: header.replace('"111111111111"', '"11111111111"'),
        expected: /organization\.management: found "11111111111", expected an account id: twelve digits/,
      },
      {
        title: "a boolean in quotes",
        yaml: `${header}analyzers: { account: { enabled: "true" } }\n`,
        expected: /analyzers\.account\.enabled: found "true", expected true or false/,
      },
      {
        title: "days out of range",
        yaml: `${header}analyzers: { unusedAccess: { ageDays: 366 } }\n`,
        expected: /ageDays: found the number 366, expected a whole number of days from 1 to 365/,
      },
      {
        title: "a date that does not exist",
        yaml: `${header}overrides: [{ where: { ou: A }, exempt: { reason: r, owner: o, until: 2027-02-29 } }]\n`,
        expected: /overrides\[0\]\.exempt\.until: found "2027-02-29", expected a date that exists/,
      },
      {
        title: "two wheres in one",
        yaml: `${header}overrides: [{ where: { ou: A, account: "333333333333" }, account: { enabled: false } }]\n`,
        expected: /overrides\[0\]\.where: found a mapping, expected exactly one of account, ou, tag/,
      },
      {
        title: "an override that says nothing",
        yaml: `${header}overrides: [{ where: { ou: A } }]\n`,
        expected: /overrides\[0\]: found a mapping, expected at least one of exempt, account, unusedAccess/,
      },
      {
        title: "an OU path with a slash in front",
        yaml: `${header}overrides: [{ where: { ou: /A }, account: { enabled: false } }]\n`,
        expected: /where\.ou: found "\/A", expected the names of the OUs/,
      },
      {
        title: "a role path without slashes",
        yaml: `${header}access: { rolePath: security }\n`,
        expected: /access\.rolePath: found "security", expected an IAM path: begins and ends with a slash/,
      },
      {
        title: "a tag that AWS keeps for itself",
        yaml: `${header}tags: { "aws:owner": me }\n`,
        expected: /tags\["aws:owner"\]: found "aws:owner", expected a key that does not begin with aws:/,
      },
      {
        title: "a tag that is ours",
        yaml: `${header}tags: { managed-by: me }\n`,
        expected: /tags\["managed-by"\]: found "managed-by", expected another key/,
      },
      {
        title: "a list where a mapping belongs",
        yaml: `${header}rollout: [4]\n`,
        expected: /rollout: found a list, expected a mapping with parallel, settleSeconds/,
      },
      {
        title: "a resource type that internal access does not have",
        yaml: `${header}analyzers: { internalAccess: { include: [{ resourceTypes: [AWS::IAM::Role] }] } }\n`,
        expected: /resourceTypes\[0\]: found "AWS::IAM::Role", expected one of AWS::S3::Bucket/,
      },
    ];
    for (const { title, yaml, expected } of cases) it(title, () => refuses(yaml, expected));
  });

  describe("refuses what contradicts itself", () => {
    const cases: { title: string; yaml: string; expected: RegExp }[] = [
      {
        title: "the management account as delegated administrator",
        yaml: header.replace("222222222222", "111111111111"),
        expected: /organization\.delegatedAdministrator: found "111111111111", the management account's own id/,
      },
      {
        title: "an unknown home Region",
        yaml: header.replace("eu-central-1", "eu-centrall-1"),
        expected: /homeRegion: found "eu-centrall-1", .*did you mean eu-central-1\?/,
      },
      {
        title: "a home Region in China, where roles cannot be rolled out",
        yaml: header.replace("eu-central-1", "cn-north-1"),
        expected: /homeRegion: found "cn-north-1", a Region of the partition aws-cn, where CloudFormation has no service-managed StackSets/,
      },
      {
        title: "a boundary of another partition",
        yaml: `${header}access: { permissionsBoundary: "arn:aws-us-gov:iam::{account}:policy/p" }\n`,
        expected: /permissionsBoundary: found .*, expected an ARN of the home Region's partition/,
      },
      {
        title: "the home Region among the excluded",
        yaml: `${header}regions: { exclude: [{ name: eu-central-1, reason: r }] }\n`,
        expected: /regions\.exclude\[0\]\.name: found "eu-central-1", the home Region/,
      },
      {
        title: "an unknown Region among the excluded",
        yaml: `${header}regions: { exclude: [{ name: eu-wst-1, reason: r }] }\n`,
        expected: /regions\.exclude\[0\]\.name: found "eu-wst-1", expected a Region of the partition aws, did you mean eu-west-1/,
      },
      {
        title: "a Region of another partition among the excluded",
        yaml: `${header}regions: { exclude: [{ name: us-gov-east-1, reason: r }] }\n`,
        expected: /found "us-gov-east-1", expected a Region of the partition aws/,
      },
      {
        title: "a Region excluded twice",
        yaml: `${header}regions: { exclude: [{ name: us-east-1, reason: r }, { name: us-east-1, reason: s }] }\n`,
        expected: /regions\.exclude\[1\]\.name: found "us-east-1", which regions\.exclude\[0\] excludes already/,
      },
      {
        title: "an account excluded twice",
        yaml: `${header}analyzers: { unusedAccess: { exclude: { accounts: ["333333333333", "333333333333"] } } }\n`,
        expected: /exclude\.accounts\[1\]: found "333333333333", which stands at .*accounts\[0\] already/,
      },
      {
        title: "a tag excluded twice",
        yaml: `${header}analyzers: { unusedAccess: { exclude: { tags: [{ key: a }, { key: a }] } } }\n`,
        expected: /exclude\.tags\[1\]: .*tags\[0\] says already/,
      },
      {
        title: "the owner of the analyzer excluded from it",
        yaml: `${header}analyzers: { unusedAccess: { exclude: { accounts: ["222222222222"] } } }\n`,
        expected: /accounts\[0\]: found "222222222222", the delegated administrator, which owns the analyzer/,
      },
      {
        title: "the owner excluded by an override",
        yaml: `${header}overrides: [{ where: { account: "222222222222" }, unusedAccess: { enabled: false } }]\n`,
        expected: /overrides\[0\]\.unusedAccess\.enabled: found false, for the delegated administrator/,
      },
      {
        title: "more than 2,000 excluded accounts",
        yaml: `${header}analyzers: { unusedAccess: { exclude: { accounts: [${Array.from({ length: 2001 }, (_, index) => `"${300000000000 + index}"`).join(", ")}] } } }\n`,
        expected: /exclude\.accounts: found a list, expected at most 2,000 accounts/,
      },
      {
        title: "internal access to nothing in particular",
        yaml: `${header}analyzers: { internalAccess: { enabled: true } }\n`,
        expected: /internalAccess\.include: found nothing, expected at least one entry/,
      },
      {
        title: "an inclusion without a list",
        yaml: `${header}analyzers: { internalAccess: { enabled: true, include: [{}] } }\n`,
        expected: /include\[0\]: found a mapping, expected at least one of accounts, resourceTypes, resourceArns/,
      },
      {
        title: "the same accounts in two overrides",
        yaml: `${header}overrides: [{ where: { ou: A }, account: { enabled: false } }, { where: { ou: A }, account: { enabled: true } }]\n`,
        expected: /overrides\[1\]\.where: found a mapping, the same accounts as overrides\[0\]\.where/,
      },
      {
        title: "unused access for some while it is off for all",
        yaml: `${header}overrides: [{ where: { ou: A }, unusedAccess: { enabled: true } }]\n`,
        expected: /overrides\[0\]\.unusedAccess\.enabled: found true, while analyzers\.unusedAccess\.enabled is false/,
      },
      {
        title: "an account both excluded and enabled",
        yaml: `${header}analyzers: { unusedAccess: { enabled: true, exclude: { accounts: ["333333333333"] } } }\noverrides: [{ where: { account: "333333333333" }, unusedAccess: { enabled: true } }]\n`,
        expected: /found true, while analyzers\.unusedAccess\.exclude\.accounts names 333333333333/,
      },
    ];
    for (const { title, yaml, expected } of cases) it(title, () => refuses(yaml, expected));
  });

  describe("refuses archive rules that AWS would refuse, or that could never match", () => {
    const rule = (filter: string, more = "") =>
      `${header}archiveRules: [{ name: r, reason: known, analyzers: [ORGANIZATION], filter: ${filter}${more} }]\n`;
    const cases: { title: string; yaml: string; expected: RegExp }[] = [
      {
        title: "an unknown filter key",
        yaml: rule("{ resourcetype: { eq: [a] } }"),
        expected:
          /archiveRules\[0\]\.filter\.resourcetype: found "resourcetype", expected a filter key of IAM Access Analyzer, did you mean resourceType/,
      },
      {
        title: "a filter key that every object has",
        yaml: rule("{ constructor: { eq: [a] } }"),
        expected: /found "constructor", expected a filter key/,
      },
      {
        title: "a filter key for lists only",
        yaml: rule("{ status: { eq: [ACTIVE] } }"),
        expected: /filter\.status: found "status", which AWS takes when findings are listed, but not in an archive rule/,
      },
      {
        title: "a filter key of other findings",
        yaml: rule("{ findingType: { eq: [UnusedIAMRole] } }"),
        expected: /filter\.findingType: found "findingType", which findings of ORGANIZATION analyzers do not have/,
      },
      { title: "a filter of nothing", yaml: rule("{}"), expected: /filter: found a mapping, expected at least one filter key/ },
      {
        title: "a criterion of nothing",
        yaml: rule("{ resource: {} }"),
        expected: /filter\.resource: found a mapping, expected at least one of eq, neq, contains, exists/,
      },
      {
        title: "a boolean without quotes",
        yaml: rule("{ isPublic: { eq: [false] } }"),
        expected: /filter\.isPublic\.eq\[0\]: found false, expected text; put true, false/,
      },
      {
        title: "a word where a boolean belongs",
        yaml: rule("{ isPublic: { eq: [no] } }"),
        expected: /filter\.isPublic: found a mapping, expected "true" or "false" in it, not "no"/,
      },
      {
        title: "an unknown operator",
        yaml: rule("{ resource: { equals: [a] } }"),
        expected: /filter\.resource\.equals: found "equals", which is not a key of this section/,
      },
      {
        title: "more than 20 values",
        yaml: rule(`{ resource: { eq: [${Array.from({ length: 21 }, (_, index) => `a${index}`).join(", ")}] } }`),
        expected: /filter\.resource\.eq: found a list, expected at most 20 values/,
      },
      {
        title: "a name that AWS does not take",
        yaml: rule("{ resource: { eq: [a] } }").replace("name: r", "name: 1r"),
        expected: /archiveRules\[0\]\.name: found "1r", expected a letter/,
      },
      {
        title: "a name of the built-in rules",
        yaml: rule("{ resource: { eq: [a] } }").replace("name: r", "name: access-analyzer-org-roles"),
        expected: /expected a name that does not begin with access-analyzer-org-/,
      },
      {
        title: "an unknown analyzer type",
        yaml: rule("{ resource: { eq: [a] } }").replace("[ORGANIZATION]", "[ORG]"),
        expected: /analyzers\[0\]: found "ORG", expected one of ACCOUNT, ORGANIZATION/,
      },
      {
        title: "a name twice",
        yaml: `${header}archiveRules:\n${"- { name: r, reason: known, analyzers: [ACCOUNT], filter: { resource: { eq: [a] } } }\n".repeat(2)}`,
        expected: /o\.yaml:5:11: archiveRules\[1\]\.name: found "r", the name of archiveRules\[0\] too/,
      },
      {
        title: "more rules than an account analyzer holds beside the built-in one",
        yaml: `${header}archiveRules:\n${Array.from({ length: 100 }, (_, index) => `- { name: r${index}, reason: known, analyzers: [ACCOUNT], filter: { resource: { eq: [a] } } }\n`).join("")}`,
        expected: /archiveRules: found a list, expected at most 99 rules for ACCOUNT analyzers, not 100/,
      },
    ];
    for (const { title, yaml, expected } of cases) it(title, () => refuses(yaml, expected));
  });

  it("tells every mistake of a file at once, in the order of its lines", () => {
    const message = messageOf(`version: 1
organization: { management: "111111111111", delegatedAdministrator: "111111111111", homeRegion: eu-nowhere-1 }
regions: { exclude: [{ name: us-east-1, reason: a }, { name: us-east-1, reason: "" }] }
analyzers: { unusedAccess: { ageDays: 0, agedays: 1 } }
archiveRules: [{ name: r, reason: known, analyzers: [ACCOUNT], filter: { id: { eq: [a] } } }]
`);
    assert.deepEqual(
      message.split("\n").map((line) => line.split(": ").slice(0, 2).join(" ")),
      [
        "o.yaml:2:69 organization.delegatedAdministrator",
        "o.yaml:2:97 organization.homeRegion",
        "o.yaml:3:81 regions.exclude[1].reason",
        "o.yaml:4:39 analyzers.unusedAccess.ageDays",
        "o.yaml:4:42 analyzers.unusedAccess.agedays",
        "o.yaml:5:74 archiveRules[0].filter.id",
      ],
    );
  });
});

function refuses(yaml: string, expected: RegExp): void {
  assert.match(messageOf(yaml), expected);
}

function messageOf(yaml: string): string {
  try {
    parseConfiguration(yaml, "o.yaml");
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.message;
  }
  return assert.fail("the configuration was taken");
}
