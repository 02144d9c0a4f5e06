import { header, refuses } from "../../support/refused";

describe("parseConfiguration refuses what contradicts itself", () => {
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
