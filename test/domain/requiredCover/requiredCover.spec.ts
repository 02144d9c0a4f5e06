import assert from "node:assert/strict";
import fc from "fast-check";
import { analyzableTypes } from "../../../domain/requiredCover/analyzableTypes";
import type { Evidence } from "../../../domain/requiredCover/cover";
import type { CoverRequest } from "../../../domain/requiredCover/requiredCover";
import { analyzerToken } from "../../../domain/requiredCover/stackAnalyzers";
import type { StackResource } from "../../../domain/stackResource";
import { unknownValue } from "../../../domain/unknownValue";
import {
  analyzer,
  bucket,
  bucketToken,
  cover,
  data,
  inShop,
  places,
  provider,
  queueToken,
  resource,
  roleToken,
  said,
  shop,
  urnOf,
  type Inputs,
} from "../../support/stackResources";

const inData = provider({ region: "eu-west-1", allowedAccountIds: `["${data}"]` }, "data");
const ofEnvironment = provider({ version: "7.48.0" }, "default_7_48_0");
const root: StackResource = {
  urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
  type: "pulumi:pulumi:Stack",
  name: "shop-dev",
  inputs: {},
  outputs: {},
};
const seen = (account: string, ...regions: string[]): Evidence => ({
  state: "the proof does not have it",
  covered: new Map([[account, new Set(regions)]]),
});

describe("required cover", () => {
  const blocked = (resources: StackResource[], request: Partial<CoverRequest> = {}) => places(cover(resources, request).violations);
  const passes = (resources: StackResource[], request: Partial<CoverRequest> = {}) =>
    assert.deepEqual(cover(resources, request), { violations: [], notes: [] });

  it("says account, Region, what would be unwatched, what was looked for and what to do", () => {
    assert.deepEqual(cover([root, bucket()]), {
      notes: [],
      violations: [
        {
          urn: urnOf(bucketToken, "data"),
          message:
            "IAM Access Analyzer does not watch account 333333333333, eu-west-1: aws:s3/bucket:Bucket data would be unwatched. " +
            "There is no external analyzer (ACCOUNT, or ORGANIZATION) for it in this stack; no proof is configured. " +
            'Add new aws.accessanalyzer.Analyzer("analyzer", { analyzerName: "account", type: "ACCOUNT", region: "eu-west-1" }) with this account\'s provider; ' +
            "or, where access-analyzer-org covers the organization, run `access-analyzer-org deploy` and `access-analyzer-org audit --proof coverage.json`, and configure that proof.",
        },
      ],
    });
  });

  it("is there by either remedy", () => {
    passes([bucket(), analyzer({ analyzerName: "account", type: "ACCOUNT", region: "eu-west-1" })]);
    passes([bucket()], { evidence: [seen(shop, "eu-west-1")] });
  });

  it("is one violation for each account and Region, at its first resource", () => {
    const resources = [
      bucket({}, inShop, "one"),
      bucket({}, inShop, "two"),
      bucket({ region: "us-east-1" }, inShop, "three"),
      bucket({}, inData, "four"),
      resource(queueToken, "five"),
    ];
    const { violations } = cover(resources);
    assert.deepEqual(places(violations), [`one: ${shop}, eu-west-1`, `three: ${shop}, us-east-1`, `four: ${data}, eu-west-1`]);
    assert.match(violations[0]?.message ?? "", /: 3 resources \(the first: aws:s3\/bucket:Bucket one\) would be unwatched\./);
  });

  it("is not asked for where nothing can be analyzed", () => {
    const parameter = resource("aws:ssm/parameter:Parameter", "limit", { inputs: { value: "5" }, by: ofEnvironment });
    passes([root, parameter, resource("aws:iam/user:User", "anna", { by: ofEnvironment })]);
    passes([root]);
    passes([]);
    passes([root, analyzer()]);
  });

  describe("by an analyzer in the stack", () => {
    const none: [what: string, inputs: Inputs][] = [
      ["for unused access", { type: "ACCOUNT_UNUSED_ACCESS" }],
      ["for unused access in the organization", { type: "ORGANIZATION_UNUSED_ACCESS" }],
      ["for internal access", { type: "ACCOUNT_INTERNAL_ACCESS" }],
      ["for internal access in the organization", { type: "ORGANIZATION_INTERNAL_ACCESS" }],
      ["of a type that nobody knows yet", { type: "ACCOUNT_EXPOSED_SECRETS" }],
      ["with a space behind its type", { type: "ACCOUNT " }],
      ["in small letters", { type: "account" }],
      ["with an empty type", { type: "" }],
      ["in another Region", { region: "us-east-1" }],
    ];
    for (const [what, inputs] of none)
      it(`${what}: no`, () => assert.deepEqual(blocked([bucket(), analyzer(inputs)]), [`data: ${shop}, eu-west-1`]));

    it("says which analyzer there does not count", () => {
      const [violation] = cover([bucket(), analyzer({ type: "ACCOUNT_UNUSED_ACCESS" }, inShop, "unused"), analyzer({}, inData)]).violations;
      assert.match(violation?.message ?? "", /in this stack; unused \(ACCOUNT_UNUSED_ACCESS\) does not count; no proof/);
      assert.doesNotMatch(violation?.message ?? "", /account \(ACCOUNT\)/);
    });

    it("of type ACCOUNT, which is what AWS takes where the program names none", () => {
      for (const type of ["ACCOUNT", undefined, null]) passes([bucket(), analyzer({ type })]);
    });

    it("whose type is not known: no, and that is told", () => {
      const { violations, notes } = cover([bucket(), analyzer({ type: unknownValue })]);
      assert.deepEqual(places(violations), [`data: ${shop}, eu-west-1`]);
      assert.match(violations[0]?.message ?? "", /account \(its type is not known\) does not count/);
      assert.deepEqual(said(notes), ["account: The analyzer account counts for nothing: its type is not known before it is deployed."]);
    });

    it("whose Region is not known: no, and that is told", () => {
      const { violations, notes } = cover([bucket(), analyzer({ region: unknownValue })]);
      assert.deepEqual(places(violations), [`data: ${shop}, eu-west-1`]);
      assert.deepEqual(said(notes), ["account: The analyzer account counts for nothing: its Region is not known before it is deployed."]);
    });

    it("that could not be seen, as in a targeted run: no, and that is told", () => {
      const unseen = { ...analyzer(), inputs: undefined, outputs: {} };
      const { violations, notes } = cover([bucket(), unseen]);
      assert.deepEqual(places(violations), [`data: ${shop}, eu-west-1`]);
      assert.match(said(notes).join(), /counts for nothing: its type is not known/);
    });

    it("in another account, by another provider: no", () => {
      assert.deepEqual(blocked([bucket(), analyzer({}, inData)]), [`data: ${shop}, eu-west-1`]);
    });

    it("by another provider of the same account", () => {
      const again = provider({ region: "us-east-1", assumeRoles: `[{"roleArn":"arn:aws:iam::${shop}:role/deployer"}]` }, "again");
      passes([bucket(), analyzer({ region: "eu-west-1" }, again)]);
    });

    it("by the same provider, whichever account and Region that will be", () => {
      for (const inputs of [{ version: "7.48.0" }, { region: unknownValue, allowedAccountIds: unknownValue }, undefined]) {
        const some = provider(inputs, "some");
        passes([bucket({}, some), analyzer({}, some)]);
      }
      const [one, two] = [
        provider({ region: unknownValue, allowedAccountIds: unknownValue }, "one"),
        provider({ region: unknownValue }, "two"),
      ];
      assert.match(said(cover([bucket({}, one), analyzer({}, two)]).notes).join(), /^data: Undecided: the account of/);
    });

    it("by the same provider, whatever AWS has said of the one and not yet of the other", () => {
      const arn = (service: string) => `arn:aws:${service}:eu-west-1:${shop}:some/thing`;
      const made = (one: StackResource): StackResource => ({ ...one, outputs: { ...one.inputs, region: "eu-west-1", arn: arn("any") } });
      const [queue, watching] = [resource(queueToken, "orders", { by: ofEnvironment }), analyzer({}, ofEnvironment)];
      for (const resources of [
        [made(queue), watching],
        [queue, made(watching)],
        [made(queue), made(watching)],
      ])
        passes(resources);
    });

    it("for the organization: its own account, and the others if configuration or a proof names both", () => {
      const organization = analyzer({ type: "ORGANIZATION" });
      passes([bucket(), organization]);
      const other = [bucket({}, inData), organization];
      assert.deepEqual(blocked(other), [`data: ${data}, eu-west-1`]);
      passes(other, { members: [shop, data] });
      assert.deepEqual(blocked(other, { members: [shop, "999999999999"] }), [`data: ${data}, eu-west-1`]);
      assert.deepEqual(blocked([bucket({ region: "us-east-1" }, inData), organization], { members: [shop, data] }), [
        `data: ${data}, us-east-1`,
      ]);
    });

    it("for an organization that is not known to be the same: its own account alone", () => {
      const stranger = provider({ region: "eu-west-1", allowedAccountIds: '["999999999999"]' }, "stranger");
      for (const by of [stranger, provider({ region: "eu-west-1" }, "anybody")])
        assert.deepEqual(blocked([bucket({}, inData), analyzer({ type: "ORGANIZATION" }, by)], { members: [shop, data] }), [
          `data: ${data}, eu-west-1`,
        ]);
    });

    it("for one account: never others, though they are members", () => {
      assert.deepEqual(blocked([bucket({}, inData), analyzer()], { members: [shop, data] }), [`data: ${data}, eu-west-1`]);
    });

    it("that is a component of that type's name: no, and that is told", () => {
      const { urn, type, name, inputs, outputs } = analyzer({ region: "eu-west-1" });
      const { violations, notes } = cover([bucket(), { urn, type, name, inputs, outputs }], { accountId: shop });
      assert.deepEqual(places(violations), [`data: ${shop}, eu-west-1`]);
      assert.deepEqual(said(notes), [
        "account: The analyzer account counts for nothing: it has no provider, and so it is no resource of AWS.",
      ]);
    });

    it("that its provider makes elsewhere: no, and that is told", () => {
      const inputs = { region: "eu-west-1", allowedAccountIds: [shop] };
      for (const endpoints of ['[{"accessanalyzer":"http://127.0.0.1:1"}]', [{ sts: "http://127.0.0.1:1" }], unknownValue]) {
        const { violations, notes } = cover([bucket(), analyzer({}, provider({ ...inputs, endpoints }, "fake"))]);
        assert.deepEqual(places(violations), [`data: ${shop}, eu-west-1`]);
        assert.match(
          said(notes).join(),
          /counts for nothing: its provider sends calls for Access Analyzer or STS to an endpoint of its own/,
        );
      }
      passes([bucket(), analyzer({}, provider({ ...inputs, endpoints: '[{"s3":"https://s3.example.com"}]' }, "private"))]);
    });
  });

  describe("of a role", () => {
    const role = resource(roleToken, "deployer");
    it("by an analyzer of its account, in any Region", () => {
      passes([role, analyzer({ region: "ap-southeast-2" })]);
      passes([role], { evidence: [seen(shop, "us-east-1")] });
    });
    it("says that any Region will do", () => {
      const { violations } = cover([role, analyzer({}, inData)]);
      assert.deepEqual(places(violations), [`deployer: ${shop}, in any Region`]);
      assert.match(violations[0]?.message ?? "", /Analyzer\("analyzer", \{ analyzerName: "account", type: "ACCOUNT" \}\) with/);
    });
    it("does not need to say a Region", () => {
      const some = provider({ allowedAccountIds: [shop] });
      passes([resource(roleToken, "deployer", { by: some })], { evidence: [seen(shop, "us-east-1")] });
    });
    it("is not there by an analyzer of which the Region is not known", () => {
      assert.deepEqual(blocked([role, analyzer({ region: unknownValue })]), [`deployer: ${shop}, in any Region`]);
    });
  });

  describe("of replicas, where they are", () => {
    const cases: [type: string, inputs: Inputs, regions: string[]][] = [
      [
        "aws:secretsmanager/secret:Secret",
        { replicas: [{ region: "us-east-1" }, { region: "us-west-2", kmsKeyId: "x" }] },
        ["us-east-1", "us-west-2"],
      ],
      ["aws:dynamodb/table:Table", { replicas: [{ regionName: "us-east-1" }] }, ["us-east-1"]],
      ["aws:dynamodb/globalTable:GlobalTable", { replicas: [{ regionName: "us-east-1" }] }, ["us-east-1"]],
      ["aws:efs/replicationConfiguration:ReplicationConfiguration", { destination: { region: "us-east-1" } }, ["us-east-1"]],
      ["aws:efs/replicationConfiguration:ReplicationConfiguration", { destination: { availabilityZoneName: "us-east-1b" } }, ["us-east-1"]],
    ];
    for (const [type, inputs, regions] of cases) {
      it(`${type} ${JSON.stringify(inputs)}`, () => {
        const resources = [resource(type, "copied", { inputs }), analyzer()];
        assert.deepEqual(
          blocked(resources),
          regions.map((region) => `copied: ${shop}, ${region}`),
        );
        passes([...resources, ...regions.map((region) => analyzer({ region }, inShop, region))]);
      });
    }

    for (const type of [
      "aws:kms/replicaKey:ReplicaKey",
      "aws:kms/replicaExternalKey:ReplicaExternalKey",
      "aws:dynamodb/tableReplica:TableReplica",
    ]) {
      it(`${type}: in its own Region, not in that of what it copies`, () => {
        const inputs = {
          region: "us-east-1",
          primaryKeyArn: `arn:aws:kms:eu-west-1:${shop}:key/mrk-1`,
          globalTableArn: `arn:aws:dynamodb:eu-west-1:${shop}:table/t`,
        };
        assert.deepEqual(blocked([resource(type, "copy", { inputs }), analyzer()]), [`copy: ${shop}, us-east-1`]);
      });
    }

    it("is undecided where a Region is not known", () => {
      for (const replicas of [unknownValue, [unknownValue], [{ region: unknownValue }]]) {
        const { violations, notes } = cover([resource("aws:secretsmanager/secret:Secret", "copied", { inputs: { replicas } }), analyzer()]);
        assert.deepEqual(violations, []);
        assert.match(
          said(notes).join(),
          /^copied: Undecided: the Region of aws:secretsmanager\/secret:Secret copied, and so whether it is watched: it is not known/,
        );
      }
    });
  });

  describe("by further evidence", () => {
    const old: Evidence = { ...seen(shop, "eu-west-1"), note: "This stack passes by an old proof." };

    it("which is what has the place", () => {
      assert.deepEqual(blocked([bucket()], { evidence: [seen(data, "eu-west-1")] }), [`data: ${shop}, eu-west-1`]);
      assert.deepEqual(blocked([bucket()], { evidence: [seen(shop, "us-east-1")] }), [`data: ${shop}, eu-west-1`]);
      passes([bucket()], { evidence: [seen(data, "eu-west-1"), seen(shop, "eu-west-1")] });
    });

    it("says in order what each lacks", () => {
      const evidence = [{ state: "none by the plan", covered: new Map() }, seen(data, "eu-west-1")];
      assert.match(
        cover([bucket()], { evidence }).violations[0]?.message ?? "",
        /in this stack; none by the plan; the proof does not have it\. Add/,
      );
    });

    it("is told where it is old, once, and only if something rests on it", () => {
      const { violations, notes } = cover([root, bucket({}, inShop, "one"), bucket({}, inShop, "two")], { evidence: [old] });
      assert.deepEqual(violations, []);
      assert.deepEqual(said(notes), ["shop-dev: This stack passes by an old proof."]);
      passes([bucket(), analyzer()], { evidence: [old] });
      passes([bucket()], { evidence: [seen(shop, "eu-west-1"), old] });
    });

    it("is never asked about a place that is not known", () => {
      const some = provider({ region: "eu-west-1", allowedAccountIds: unknownValue });
      assert.match(said(cover([bucket({}, some)], { evidence: [seen(shop, "eu-west-1")] }).notes).join(), /Undecided: the account/);
    });
  });

  describe("of a place that nothing says", () => {
    const ours = { evidence: [seen(shop, "eu-west-1")] };

    it("is one violation that names the settings", () => {
      const { violations, notes } = cover([bucket({}, ofEnvironment, "one"), bucket({}, ofEnvironment, "two")], {
        ...ours,
        region: "eu-west-1",
      });
      assert.deepEqual(notes, []);
      assert.deepEqual(said(violations), [
        "one: Nothing says in which account 2 resources (the first: aws:s3/bucket:Bucket one) would be, and so whether IAM Access Analyzer watches it. " +
          "Set `allowedAccountIds` on the provider; one with credentials of its own, such as a profile, has to have it; for others `accountId` of analyzer-required in the configuration of the policy pack will do.",
      ]);
      const somewhere = provider({ allowedAccountIds: [shop] });
      assert.deepEqual(said(cover([bucket({}, somewhere)], ours).violations), [
        "data: Nothing says in which Region aws:s3/bucket:Bucket data would be, and so whether IAM Access Analyzer watches it. " +
          "Set `region` on the provider or the resource, `region` of analyzer-required in the configuration of the policy pack, or AWS_REGION.",
      ]);
    });

    it("is decided by each of these settings", () => {
      passes([bucket({}, provider({ allowedAccountIds: [shop], region: "eu-west-1" }))], ours);
      passes([bucket({ region: "eu-west-1" }, provider({ allowedAccountIds: [shop] }))], ours);
      passes([bucket({}, ofEnvironment)], { ...ours, accountId: shop, region: "eu-west-1" });
    });

    it("is not decided by the configuration for a provider with credentials of its own", () => {
      const by = provider({ profile: "other", region: "eu-west-1" });
      assert.match(said(cover([bucket({}, by)], { ...ours, accountId: shop }).violations).join(), /Nothing says in which account/);
      const both = [bucket({}, by), analyzer({}, provider({ profile: "mine", region: "eu-west-1" }, "mine"))];
      assert.match(said(cover(both, { accountId: shop }).violations).join(), /Nothing says in which account/);
    });
  });

  describe("that is not known", () => {
    const unknown = provider({ region: unknownValue, allowedAccountIds: [shop] });

    it("is a note, never a pass in silence, whatever the default", () => {
      const { violations, notes } = cover([bucket({}, unknown)], { region: "eu-west-1", evidence: [seen(shop, "eu-west-1")] });
      assert.deepEqual(violations, []);
      assert.deepEqual(said(notes), [
        "data: Undecided: the Region of aws:s3/bucket:Bucket data, and so whether it is watched: it is not known before it is deployed. `pulumi up` decides it, after the creation.",
      ]);
    });

    it("is one note for all of one kind, also of what a targeted run does not show", () => {
      const unseen = (name: string): StackResource => ({ ...bucket({}, inShop, name), inputs: undefined, outputs: {} });
      const { violations, notes } = cover([bucket({}, unknown), unseen("one"), unseen("two"), analyzer()]);
      assert.deepEqual(violations, []);
      assert.deepEqual(
        said(notes).map((text) => text.replace(/, and so .*?: /, ": ")),
        [
          "data: Undecided: the Region of aws:s3/bucket:Bucket data: it is not known before it is deployed. `pulumi up` decides it, after the creation.",
          "one: Undecided: the Region of 2 resources (the first: aws:s3/bucket:Bucket one): its inputs could not be seen (a targeted run shows its targets only). `pulumi up` decides it, after the creation.",
        ],
      );
    });
  });

  describe("with exemptions", () => {
    const exempt = (exemption: object) => ({ exemptions: [{ reason: "it moves", until: "2026-11-27", ...exemption }] });

    it("holds for a resource by name or URN, or for a type, until the end of its last day", () => {
      for (const exemption of [
        { resource: "data" },
        { resource: urnOf(bucketToken, "data") },
        { type: bucketToken },
        { type: bucketToken, resource: "data" },
      ])
        passes([bucket()], exempt(exemption));
    });

    it("does not hold for others", () => {
      for (const exemption of [{ resource: "dat" }, { type: "aws:s3/bucket" }, { type: queueToken, resource: "data" }, {}])
        assert.deepEqual(blocked([bucket()], exempt(exemption)), [`data: ${shop}, eu-west-1`]);
    });

    it("says once which has run out", () => {
      const { violations } = cover(
        [bucket({}, inShop, "one"), bucket({}, inShop, "two")],
        exempt({ type: bucketToken, until: "2026-11-26" }),
      );
      assert.equal(violations.length, 1);
      assert.match(violations[0]?.message ?? "", /no proof is configured\. The exemption "it moves" ran out on 2026-11-26\. Add new/);
    });
  });

  it("of what can be analyzed, each of it", () => {
    for (const type of analyzableTypes.keys()) {
      assert.equal(blocked([resource(type, "some")]).length, 1, type);
      passes([resource(type, "some"), analyzer()]);
    }
  });
});

describe("required cover, without any one of the stack's analyzers", () => {
  const accounts = ["111111111111", shop, data];
  const regions = ["eu-west-1", "us-east-1", "ap-southeast-2"];
  const place = fc.record({ account: fc.constantFrom(...accounts), region: fc.constantFrom(...regions) });
  const stacks = fc.record({
    covered: fc.uniqueArray(place, { minLength: 1, selector: ({ account, region }) => `${account} ${region}` }),
    watched: fc.infiniteStream(fc.constantFrom(...[...analyzableTypes.keys()].filter((type) => type !== roleToken))),
    roles: fc.boolean(),
    removed: fc.nat(),
  });

  it("is missing at exactly that account and Region", () => {
    fc.assert(
      fc.property(stacks, ({ covered, watched, roles, removed }) => {
        const by = (account: string) => provider({ allowedAccountIds: [account] }, account);
        const resources = covered.flatMap(({ account, region }, index) => [
          resource(watched.next().value ?? bucketToken, `watched-${index}`, { inputs: { region }, by: by(account) }),
          ...(roles ? [resource(roleToken, `role-${index}`, { by: by(account) })] : []),
          analyzer({ region }, by(account), `${account} ${region}`),
        ]);
        assert.deepEqual(cover(resources), { violations: [], notes: [] });
        const gone = covered[removed % covered.length];
        assert.ok(gone);
        const { account, region } = gone;
        const left = resources.filter(({ type, name }) => type !== analyzerToken || name !== `${account} ${region}`);
        const isLast = covered.filter((other) => other.account === account).length === 1;
        const expected = [`${account}, ${region}`, ...(roles && isLast ? [`${account}, in any Region`] : [])];
        const verdict = cover(left);
        assert.deepEqual(
          places(verdict.violations).map((text) => text.slice(text.indexOf(": ") + 2)),
          expected,
        );
        assert.deepEqual(verdict.notes, []);
      }),
    );
  });
});
