import assert from "node:assert/strict";
import { analyzerSettings, type AnalyzerSettings } from "../../../domain/requiredCover/analyzerSettings";
import { unknownValue } from "../../../domain/unknownValue";
import { analyzer, bucket, inShop, provider, shop, type Inputs } from "../../support/stackResources";

const unused = (unusedAccessAge: unknown) => ({ type: "ACCOUNT_UNUSED_ACCESS", configuration: { unusedAccess: { unusedAccessAge } } });
const internal = (inclusions: unknown, type = "ORGANIZATION_INTERNAL_ACCESS") => ({
  type,
  configuration: { internalAccess: { analysisRule: { inclusions } } },
});

describe("analyzer settings", () => {
  const says = (inputs: Inputs, settings: AnalyzerSettings, by = inShop) =>
    analyzerSettings(analyzer(inputs, by), settings, {}).map(({ message }) => message.replace("account: ", ""));
  const undecided = (what: string) => [`undecided, its ${what} is not known before it is deployed.`];

  const cases: [what: string, settings: AnalyzerSettings, inputs: Inputs, expected: string[]][] = [
    ["a type among those", { types: ["ACCOUNT"] }, {}, []],
    ["a type that is none of those", { types: ["ORGANIZATION"] }, {}, ['its type is "ACCOUNT"; expected one of ORGANIZATION.']],
    ["a type that is not named, which is ACCOUNT", { types: ["ACCOUNT"] }, { type: undefined }, []],
    ["a type that is not known", { types: ["ACCOUNT"] }, { type: unknownValue }, undecided("type")],
    ["a type that nobody knows yet, where all may be", {}, { type: "ACCOUNT_EXPOSED_SECRETS" }, []],

    ["an organization's analyzer where it belongs", { delegatedAdministrator: shop }, { type: "ORGANIZATION" }, []],
    ["an account's analyzer anywhere", { delegatedAdministrator: "222222222222" }, {}, []],
    [
      "an organization's analyzer elsewhere",
      { delegatedAdministrator: "222222222222" },
      { type: "ORGANIZATION_UNUSED_ACCESS" },
      [`its account is "${shop}"; an analyzer of the organization belongs in the delegated administrator, 222222222222.`],
    ],
    ["perhaps an organization's analyzer", { delegatedAdministrator: shop }, { type: unknownValue }, undecided("type")],

    ["a name as agreed", { namePattern: "^acc" }, {}, []],
    ["another name", { namePattern: "^org-" }, {}, ['its name is "account"; expected ^org-.']],
    ["a name that is not known", { namePattern: "^org-" }, { analyzerName: unknownValue }, undecided("name")],
    ["a name that Pulumi chooses", { namePattern: "undefined" }, { analyzerName: undefined }, undecided("name")],

    ["tags as agreed", { tags: { team: "", stage: "prod" } }, { tags: { team: "shop", stage: "prod" } }, []],
    ["no tags", { tags: { team: "" } }, {}, ["it has no tag team."]],
    ["a tag too few", { tags: { stage: "prod" } }, { tags: { team: "shop" } }, ['it has no tag stage, expected "prod".']],
    ["another value", { tags: { stage: "prod" } }, { tags: { stage: "dev" } }, ['its tags.stage is "dev"; expected "prod".']],
    ["tags that are not known", { tags: { stage: "prod" } }, { tags: unknownValue }, undecided("tags")],
    ["a tag that is not known", { tags: { stage: "prod" } }, { tags: { stage: unknownValue } }, undecided("tags.stage")],

    ["an age within bounds", { unusedAccess: { minimumAgeDays: 30, maximumAgeDays: 90 } }, unused(90), []],
    ["an age in text within bounds", { unusedAccess: { minimumAgeDays: 30, maximumAgeDays: 90 } }, unused("30"), []],
    [
      "too high an age",
      { unusedAccess: { maximumAgeDays: 90 } },
      unused(91),
      ["its configuration.unusedAccess.unusedAccessAge is 91; expected 1 to 90 days."],
    ],
    [
      "too low an age",
      { unusedAccess: { minimumAgeDays: 30 } },
      unused(29),
      ["its configuration.unusedAccess.unusedAccessAge is 29; expected 30 to 365 days."],
    ],
    [
      "no age: what AWS takes then is not documented",
      { unusedAccess: { maximumAgeDays: 90 } },
      { type: "ACCOUNT_UNUSED_ACCESS" },
      ["it says no configuration.unusedAccess.unusedAccessAge; expected 1 to 90 days."],
    ],
    ["an age that nobody limits", { unusedAccess: { regions: ["eu-west-1"] } }, { type: "ACCOUNT_UNUSED_ACCESS" }, []],
    [
      "an age that is not known",
      { unusedAccess: { maximumAgeDays: 90 } },
      unused(unknownValue),
      undecided("configuration.unusedAccess.unusedAccessAge"),
    ],
    [
      "a configuration that is not known",
      { unusedAccess: { maximumAgeDays: 90 } },
      { ...unused(1), configuration: unknownValue },
      undecided("configuration.unusedAccess.unusedAccessAge"),
    ],
    ["perhaps for unused access", { unusedAccess: { maximumAgeDays: 90 } }, { type: unknownValue }, undecided("type")],
    ["unused access where it may be", { unusedAccess: { regions: ["eu-west-1"] } }, unused(90), []],
    [
      "unused access in one Region more",
      { unusedAccess: { regions: ["eu-west-1"] } },
      { ...unused(90), region: "us-east-1" },
      ['its Region is "us-east-1"; analyzers for unused access are billed each; expected in eu-west-1 alone.'],
    ],
    ["unused access somewhere", { unusedAccess: { regions: ["eu-west-1"] } }, { ...unused(90), region: unknownValue }, undecided("Region")],
    ["external access anywhere", { unusedAccess: { regions: ["eu-west-1"] } }, { region: "us-east-1" }, []],

    ["internal access where it may be", { internalAccess: { regions: ["eu-west-1"] } }, internal([]), []],
    [
      "internal access in one Region more",
      { internalAccess: { regions: ["us-east-1"] } },
      internal([]),
      ['its Region is "eu-west-1"; analyzers for internal access are billed each; expected in us-east-1 alone.'],
    ],
    ["what is looked at", { internalAccess: { needsInclusions: true } }, internal([{ resourceTypes: ["AWS::S3::Bucket"] }]), []],
    [
      "everything is looked at",
      { internalAccess: { needsInclusions: true } },
      { type: "ACCOUNT_INTERNAL_ACCESS" },
      ["it looks at every resource, each of which is billed; say in configuration.internalAccess.analysisRule.inclusions which are meant."],
    ],
    [
      "as many accounts as may be",
      { internalAccess: { maximumAccounts: 2 } },
      internal([{ accountIds: ["1", "2"] }, { accountIds: ["2"] }]),
      [],
    ],
    [
      "too many accounts",
      { internalAccess: { maximumAccounts: 2 } },
      internal([{ accountIds: ["1", "2"] }, { accountIds: ["3"] }]),
      ["it looks into 3 accounts, expected at most 2."],
    ],
    [
      "every account",
      { internalAccess: { maximumAccounts: 2 } },
      internal([{ accountIds: ["1"] }, { resourceTypes: ["AWS::S3::Bucket"] }]),
      [
        "it looks into every account of the organization, expected at most 2; say accountIds in each of configuration.internalAccess.analysisRule.inclusions.",
      ],
    ],
    [
      "every account, by no inclusion",
      { internalAccess: { maximumAccounts: 2 } },
      { type: "ORGANIZATION_INTERNAL_ACCESS" },
      [
        "it looks into every account of the organization, expected at most 2; say accountIds in each of configuration.internalAccess.analysisRule.inclusions.",
      ],
    ],
    ["one account, which is its own", { internalAccess: { maximumAccounts: 1 } }, internal([], "ACCOUNT_INTERNAL_ACCESS"), []],
    ["single resources", { internalAccess: { maximumAccounts: 1 } }, internal([{ resourceArns: ["arn:aws:s3:::data"] }]), []],
    [
      "inclusions that are not known",
      { internalAccess: { maximumAccounts: 1 } },
      internal(unknownValue),
      undecided("configuration.internalAccess.analysisRule.inclusions"),
    ],
    [
      "an inclusion that is not known",
      { internalAccess: { maximumAccounts: 1 } },
      internal([unknownValue]),
      undecided("configuration.internalAccess.analysisRule.inclusions"),
    ],
    [
      "accounts that are not known",
      { internalAccess: { maximumAccounts: 1 } },
      internal([{ accountIds: unknownValue }]),
      undecided("configuration.internalAccess.analysisRule.inclusions"),
    ],
    ["perhaps for internal access", { internalAccess: { maximumAccounts: 1 } }, { type: unknownValue }, undecided("type")],
    [
      "inclusions that are not known and that nobody asks about",
      { internalAccess: { regions: ["eu-west-1"] } },
      internal(unknownValue),
      [],
    ],
  ];
  for (const [what, settings, inputs, expected] of cases) it(what, () => assert.deepEqual(says(inputs, settings), expected));

  it("a place that nothing says is undecided", () => {
    const by = provider({});
    assert.deepEqual(says({ type: "ORGANIZATION" }, { delegatedAdministrator: shop }, by), [
      "undecided, nothing says its account: set `allowedAccountIds` on its provider.",
    ]);
    assert.deepEqual(says(unused(90), { unusedAccess: { regions: ["eu-west-1"] } }, by), [
      "undecided, nothing says its Region: set `region` on it or its provider, or AWS_REGION.",
    ]);
    assert.deepEqual(analyzerSettings(analyzer(unused(90), by), { unusedAccess: { regions: ["eu-west-1"] } }, { region: "eu-west-1" }), []);
  });

  it("says all that differs, and nothing of other resources or without settings", () => {
    assert.equal(
      says(unused(91), { types: ["ACCOUNT"], namePattern: "x", tags: { team: "" }, unusedAccess: { maximumAgeDays: 90 } }).length,
      4,
    );
    assert.deepEqual(analyzerSettings(bucket(), { types: [] }, {}), []);
    assert.deepEqual(says({ type: "ACCOUNT_EXPOSED_SECRETS", analyzerName: unknownValue }, {}), []);
  });
});
