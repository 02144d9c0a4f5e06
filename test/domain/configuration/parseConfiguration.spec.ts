import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { parseConfiguration } from "../../../domain/configuration/parseConfiguration";
import { organizations } from "../../support/arbitraries";
import { header, messageOf, refuses } from "../../support/refused";

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
