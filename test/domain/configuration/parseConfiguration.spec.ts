import assert from "node:assert/strict";
import { stringify } from "yaml";
import fc from "fast-check";
import { scannedTypes } from "../../../domain/configuration/scannerSchema";
import { parseConfiguration } from "../../../domain/configuration/parseConfiguration";
import { organizations } from "../../support/arbitraries";
import { header, messageOf, refuses } from "../../support/refused";

describe("parseConfiguration", () => {
  it("is satisfied with two lines, and bills for nothing that was not asked for", () => {
    assert.deepEqual(parseConfiguration(header, "organization.yaml"), {
      version: 1,
      organization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: "eu-central-1", partition: "aws" },
      access: { rolePath: "/access-analyzer-org/" },
      regions: { exclude: [], forwarders: { exclude: [] } },
      findings: { withinOrganization: "ignore" },
      scanner: { enabled: false, regions: "enabled", resourceTypes: [...scannedTypes], sweep: "rate(1 day)" },
      existing: "keep",
      analyzers: {
        account: { enabled: true },
        organization: { enabled: true },
        unusedAccess: { enabled: false, ageDays: 90, regions: "home", exclude: { accounts: [], tags: [] } },
        internalAccess: { enabled: false, include: [] },
      },
      archiveRules: [],
      overrides: [],
      proof: { enabled: false },
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
        "o.yaml:3:62 regions.exclude[1].name",
        "o.yaml:3:81 regions.exclude[1].reason",
        "o.yaml:4:39 analyzers.unusedAccess.ageDays",
        "o.yaml:4:42 analyzers.unusedAccess.agedays",
        "o.yaml:5:74 archiveRules[0].filter.id",
      ],
    );
  });

  it("tells what one rule, override or inclusion says against another although a third is wrong", () => {
    const message = messageOf(`${header}archiveRules:
- { name: 1r, reason: x, analyzers: [ACCOUNT], filter: { resource: { equals: [a] }, isPublic: { eq: [no] } } }
- { name: s, reason: x, analyzers: [ACCOUNT], filter: { resourcetype: { eq: [a] } } }
- { name: s, reason: x, analyzers: [ACCOUNT], filter: {} }
overrides:
- { where: { account: "12", ou: A } }
- { where: { ou: B }, account: { enabled: false } }
- { where: { ou: B }, account: { enabled: 1 } }
analyzers: { internalAccess: { enabled: true, include: [{ accounts: ["1"] }, { resourceArns: ["arn:aws:s3:::a", "arn:aws:s3:::a"] }] }, unusedAccess: { ageDays: 0, exclude: { accounts: ["222222222222", "x"] } } }
`);
    for (const told of [
      /archiveRules\[0\]\.name: found "1r"/,
      /archiveRules\[0\]\.filter\.resource\.equals: found "equals"/,
      /archiveRules\[0\]\.filter\.resource: found a mapping, expected at least one of eq/,
      /archiveRules\[0\]\.filter\.isPublic\.eq\[0\]: found "no", expected one of true, false/,
      /archiveRules\[1\]\.filter\.resourcetype: .*did you mean resourceType/,
      /archiveRules\[2\]\.name: found "s", the name of archiveRules\[1\] too/,
      /archiveRules\[2\]\.filter: found a mapping, expected at least one filter key/,
      /overrides\[0\]\.where\.account: found "12", expected an account id/,
      /overrides\[0\]\.where: found a mapping, expected exactly one of account, ou, tag/,
      /overrides\[0\]: found a mapping, expected at least one of exempt, account, unusedAccess/,
      /overrides\[2\]\.where: found a mapping, the same accounts as overrides\[1\]\.where/,
      /include\[0\]\.accounts\[0\]: found "1", expected an account id/,
      /include\[1\]\.resourceArns\[1\]: found "arn:aws:s3:::a", which stands in this list already/,
      /unusedAccess\.ageDays: found the number 0/,
      /exclude\.accounts\[0\]: found "222222222222", the delegated administrator/,
    ])
      assert.match(message, told);
  });

  it("says everything in sentences of its own, whatever is written where", () => {
    const sections = [
      "organization",
      "access",
      "regions",
      "analyzers",
      "archiveRules",
      "overrides",
      "tags",
      "rollout",
      "existing",
      "version",
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...sections), fc.jsonValue()), (raw) => {
        const message = messageOf(stringify(raw));
        for (const line of message.split("\n"))
          assert.match(line, /^o\.yaml(:\d+:\d+)?: (.*: found .*, (expected|which|a |the )|and \d|the file|this )/);
        assert.doesNotMatch(message, /Invalid|Too (big|small)|Unrecognized|undefined/);
      }),
    );
  });

  it("makes characters visible that a terminal hides or obeys", () => {
    const message = messageOf(`${header}"a\\e[31m\\u202eb\\u200bc": 1\naccess: { rolePath: "x\\x9b\\n" }\n`);
    assert.doesNotMatch(message.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
    assert.match(message, /found "a\\u001b\[31m\\u202eb\\u200bc", which is not a key/);
  });

  it("refuses .. in every path", () => {
    refuses(`${header}access: { rolePath: /a/../b/ }\n`, /rolePath: found "\/a\/\.\.\/b\/", expected a path from the top/);
    refuses(`${header}access: { readRole: ../Admin }\n`, /readRole: found "\.\.\/Admin", expected a path from the top/);
    refuses(
      `${header}access: { permissionsBoundary: "arn:aws:iam::aws:policy/../p" }\n`,
      /permissionsBoundary: .*expected a path from the top/,
    );
    refuses(`${header}overrides: [{ where: { ou: A/../B }, account: { enabled: false } }]\n`, /where\.ou: .*expected a path from the top/);
  });

  it("takes keys that every object has for keys like any other", () => {
    const { tags, overrides } = parseConfiguration(
      `${header}tags: { __proto__: a, constructor: b, toString: c }\noverrides: [{ where: { tag: { key: __proto__, value: a } }, account: { enabled: false } }]\n`,
      "o.yaml",
    );
    assert.deepEqual(Object.entries(tags), [
      ["__proto__", "a"],
      ["constructor", "b"],
      ["toString", "c"],
    ]);
    assert.deepEqual(overrides[0]?.where, { tag: { key: "__proto__", value: "a" } });
    refuses(`${header}__proto__: {}\n`, /o\.yaml:3:1: \["__proto__"\]: found "__proto__", which is not a key of this section/);
    refuses(`${header}tags: { __proto__: 1 }\n`, /tags\["__proto__"\]: found the number 1, expected a tag's value/);
  });

  describe("is done with a huge file in a moment, and says little about it", () => {
    const many = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, index) => line(index)).join("");
    const cases: Record<string, string> = {
      overrides: `${header}overrides:\n${many(100_000, (index) => `- { where: { ou: A${index} } }\n`)}`,
      "overrides of one OU": `${header}overrides:\n${many(15_000, () => "- { where: { ou: A }, account: { enabled: false } }\n")}`,
      "overrides that say nothing": `${header}overrides:\n${many(20_000, (index) => `- { where: { ou: A${index} } }\n`)}`,
      "unknown keys": `${header}${many(20_000, (index) => `key${index}: 1\n`)}`,
      "the same key": `${header}${many(20_000, () => "tags: {}\n")}`,
      tags: `${header}tags:\n${many(20_000, (index) => `  key${index}: 1\n`)}`,
      "filter keys": `${header}archiveRules:\n- { name: r, reason: x, analyzers: [ACCOUNT], filter: { ${many(20_000, (index) => `key${index}: { exists: true }, `)} } }\n`,
      "an id in quotes": header.replace("111111111111", "1".repeat(200_000)),
      "an id without quotes": header.replace('"111111111111"', "1".repeat(200_000)),
      "a key": `${header}${"k".repeat(20_000)}: 1\n`,
      "an OU path": `${header}overrides: [{ where: { ou: "${"A ".repeat(10_000)}/" }, account: { enabled: false } }]\n`,
    };
    for (const [title, yaml] of Object.entries(cases)) {
      it(title, () => {
        const message = messageOf(yaml);
        assert.ok(message.length < 60_000, `${message.length} characters`);
        assert.ok(message.split("\n").length <= 101);
      });
    }
  });

  describe("a file that is JSON", () => {
    const json = (overrides: object[], more = {}) =>
      JSON.stringify({
        ...{ version: 1, organization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: "eu-central-1" } },
        ...{ overrides, ...more },
      });
    const many = (more: (index: number) => object = () => ({})) =>
      Array.from({ length: 20_000 }, (_, index) => ({
        where: { account: String(300000000000 + index) },
        exempt: { reason: "divested", owner: "legal", ...more(index) },
      }));

    it("says the same as YAML does", () => {
      const overrides = [{ where: { tag: { key: "__proto__", value: 'a "b" \u001b' } }, account: { enabled: false } }];
      assert.deepEqual(parseConfiguration(json(overrides), "f"), parseConfiguration(stringify(JSON.parse(json(overrides))), "f"));
    });

    it("is read at any length, and YAML up to one that it can be read in", () => {
      assert.ok(json(many()).length > 1_000_000);
      assert.equal(parseConfiguration(json(many()), "f").overrides.length, 20_000);
      assert.throws(
        () => parseConfiguration(`# YAML\n${json(many())}`, "f"),
        /^ConfigurationError: f: the file has 1,\d+,\d+ characters, .*write it as JSON/,
      );
    });

    it("has its mistakes told with their lines, and without them where it is longer than YAML may be", () => {
      const wrong = [{ where: { account: "333333333333" }, exempt: { reason: "r", owner: "o", until: 7 } }];
      assert.throws(
        () => parseConfiguration(json(wrong), "f"),
        /^ConfigurationError: f:1:\d+: overrides\[0\]\.exempt\.until: found the number 7, expected/,
      );
      const mistakes = many((index) => (index === 17_000 ? { until: 7 } : {}));
      assert.throws(
        () => parseConfiguration(json(mistakes), "f"),
        /^ConfigurationError: f: overrides\[17000\]\.exempt\.until: found the number 7, expected/,
      );
    });

    it("has no key twice, as little as YAML", () => {
      const twice = json([]).replace('"version":1', '"version":1,"version":1');
      assert.throws(() => parseConfiguration(twice, "f"), /^ConfigurationError: f:1:\d+: this key stands here twice/);
    });
  });
});
