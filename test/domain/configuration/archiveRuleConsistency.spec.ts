import { parseConfiguration } from "../../../domain/configuration/parseConfiguration";
import { header, refuses } from "../../support/refused";

describe("parseConfiguration refuses archive rules that AWS would refuse, that could never match, or that could hide anybody's access", () => {
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
      expected: /filter\.isPublic\.eq\[0\]: found "no", expected one of true, false/,
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
    {
      title: "more rules than an account analyzer holds beside the built-in ones, of which callers may take three",
      yaml: `${header}access: { callers: { deployer: [A], retirer: [B] } }\narchiveRules:\n${Array.from({ length: 98 }, (_, index) => `- { name: r${index}, reason: known, analyzers: [ACCOUNT], filter: { resource: { eq: [a] } } }\n`).join("")}`,
      expected: /archiveRules: found a list, expected at most 97 rules for ACCOUNT analyzers, not 98/,
    },
    {
      title: "an account's limit on an analyzer for all accounts",
      yaml: rule("{ resource: { eq: [a] } }", ", where: { ous: [Sandbox] }"),
      expected: /where\.ous: found "ous", which ORGANIZATION analyzers do not have.*resourceOwnerAccount/,
    },
    {
      title: "a limit that says nothing",
      yaml: rule("{ resource: { eq: [a] } }", ", where: {}"),
      expected: /where: found a mapping, expected at least one of accounts, ous, regions/,
    },
    {
      title: "a Region of another partition",
      yaml: rule("{ resource: { eq: [a] } }", ", where: { regions: [us-gov-east-1] }"),
      expected: /where\.regions\[0\]: found "us-gov-east-1", expected a Region of the partition aws/,
    },
    {
      title: "a value where there is to be none",
      yaml: rule("{ resource: { eq: [a], exists: false } }"),
      expected: /filter\.resource: found a mapping, where exists: false and a value exclude each other/,
    },
    {
      title: "a resource of another type, account and partition",
      yaml: rule(
        '{ resource: { eq: ["arn:aws-cn:sqs:cn-north-1:444444444444:q"] }, resourceType: { eq: ["AWS::S3::Bucket"] }, resourceOwnerAccount: { eq: ["333333333333"] } }',
      ),
      expected: /partition "aws-cn"[^]*AWS::SQS::Queue, which is none of[^]*account 444444444444, which is none of/,
    },
  ];
  const wide: typeof cases = [
    {
      title: "public access",
      yaml: rule("{ resourceOwnerAccount: { eq: ['444444444444'] } }"),
      expected: /filter: found a mapping, which could archive public access; isPublic: \{ eq: \["false"\] \} keeps it out/,
    },
    {
      title: "anybody's access",
      yaml: rule('{ isPublic: { eq: ["false"] } }'),
      expected: /filter: found a mapping, which could archive anybody's access; name who gets it/,
    },
    {
      title: "whatever is found",
      yaml: rule("{ resource: { exists: true } }").replace("[ORGANIZATION]", "[ORGANIZATION_UNUSED_ACCESS]"),
      expected: /filter: found a mapping, which could archive whatever is found/,
    },
  ];
  for (const { title, yaml, expected } of [...cases, ...wide]) it(title, () => refuses(yaml, expected));

  it("no usual one", () => {
    const usual = [
      '{ name: sso, reason: identity center, analyzers: [ORGANIZATION, ACCOUNT], filter: { isPublic: { eq: ["false"] }, principal.Federated: { contains: [":saml-provider/AWSSSO"] } } }',
      '{ name: vendor, reason: contract, analyzers: [ORGANIZATION], filter: { principal.AWS: { eq: ["999999999999"] }, resourceType: { eq: ["AWS::S3::Bucket"] } } }',
      '{ name: MyRule, reason: cognito, analyzers: [ORGANIZATION_UNUSED_ACCESS], filter: { resource: { contains: ["Cognito"] }, resourceType: { eq: ["AWS::IAM::Role"] } } }',
    ];
    parseConfiguration(`${header}archiveRules:\n${usual.map((line) => `  - ${line}\n`).join("")}`, "o.yaml");
  });
});
