import assert from "node:assert/strict";
import { decisions, isNew, peopleOf } from "../../../domain/findings/decide";
import { staysInside } from "../../../domain/findings/inside";
import { takeMail } from "../../../domain/findings/mailLimit";
import type { Access, Observation } from "../../../domain/findings/observation";
import { countedAsMet, destinationsOf } from "../../../domain/findings/routes";
import type { Route } from "../../../domain/findings/settings";
import { severityOf } from "../../../domain/findings/severity";
import { accountId, region } from "../../../domain/identifiers";
import { accountAnalyzer, analyzer, external, member, now, observation, publicAccess, settings, stored, takenIn } from "./samples";

const factOf = (more: Partial<Observation> = {}) => stored(takenIn([], observation(more)))[0] ?? assert.fail();
const routed = (where: Route["where"], more: Partial<Observation> = {}) =>
  destinationsOf(factOf(more), "opened", settings({ routes: [{ where, to: ["us"] }] }));

describe("routes", () => {
  const matching: [string, Route["where"], Partial<Observation>][] = [
    ["public", { public: true }, { access: publicAccess }],
    ["perhaps public", { public: true }, { access: { ...external, isPublic: undefined } }],
    ["not analyzed, as public", { public: true }, { access: { kind: "error", error: "ACCESS_DENIED" } }],
    ["not public", { public: false }, {}],
    ["severity", { severity: ["critical", "medium"] }, {}],
    ["account", { account: [member] }, {}],
    ["OU around", { ou: ["Workloads"] }, {}],
    ["OU itself", { ou: ["Core", "Workloads/Prod"] }, {}],
    ["tag's key", { tag: [{ key: "team" }] }, {}],
    ["tag", { tag: [{ key: "team", value: "pay" }] }, {}],
    [
      "all at once",
      { region: [region("eu-west-1")], resourceType: ["AWS::S3::Bucket"], findingType: ["ExternalAccess"], status: ["opened"] },
      {},
    ],
    ["an account that is not known", { account: [member], ou: ["X"], tag: [{ key: "y" }] }, { account: accountId("999999999999") }],
  ];
  for (const [what, where, more] of matching) it(`match by ${what}`, () => assert.deepEqual(routed(where, more), ["us"]));

  const others: [string, Route["where"]][] = [
    ["public", { public: true }],
    ["severity", { severity: ["critical"] }],
    ["account", { account: [accountId("222222222222")] }],
    ["an OU whose name begins alike", { ou: ["Workloads/Pro"] }],
    ["another tag", { tag: [{ key: "team", value: "x" }] }],
    ["Region", { region: [region("eu-central-1")] }],
    ["status", { status: ["changed"] }],
    ["one of two", { public: false, findingType: ["UnusedIAMRole"] }],
  ];
  for (const [what, where] of others) it(`do not match by ${what}: default`, () => assert.deepEqual(routed(where), ["soc"]));

  it("add up, and say where they counted something as met", () => {
    const all = settings({
      routes: [
        { where: { public: false }, to: ["us", "room"] },
        { where: { account: [member] }, to: ["us"] },
      ],
    });
    assert.deepEqual(destinationsOf(factOf(), "opened", all), ["room", "us"]);
    assert.equal(countedAsMet({ account: member }, all), undefined);
    assert.equal(countedAsMet({ account: accountId("999999999999") }, all), "account");
    assert.equal(countedAsMet({ account: member }, settings({}, { accounts: { [member]: { name: "x", ou: "" } } })), "tags");
  });
});

describe("severity", () => {
  const write = ["s3:PutObject", "s3:GetObject"];
  for (const [access, severity] of [
    [{ ...publicAccess, actions: write }, "critical"],
    [publicAccess, "high"],
    [{ ...external, actions: write }, "high"],
    [external, "medium"],
    [{ ...publicAccess, actions: ["s3:*"] }, "critical"],
    [{ ...publicAccess, actions: [] }, "critical"],
    [{ ...external, isPublic: undefined }, "high"],
    [{ ...external, actions: ["sts:AssumeRole"] }, "high"],
    [{ kind: "error", error: "ACCESS_DENIED" }, "medium"],
    [{ kind: "unused", findingType: "UnusedIAMUserAccessKey" }, "medium"],
    [{ kind: "unused", findingType: "UnusedPermission" }, "low"],
  ] as [Access, string][])
    it(`${JSON.stringify(access)}: ${severity}`, () => assert.equal(severityOf(access).severity, severity));
});

describe("access inside the organization", () => {
  const inside = (access: Access, by = accountAnalyzer) => staysInside(factOf({ access, analyzer: by }), settings());
  const ours = { ...external, principal: { AWS: "222222222222" } };
  it("is what an account analyzer says of accounts of ours, or of anybody of the organization", () => {
    assert.ok(inside(ours));
    assert.ok(inside({ ...external, principal: { AWS: "arn:aws:iam::222222222222:role/x" } }));
    assert.ok(inside({ ...external, principal: { AWS: "*" }, condition: { "aws:PrincipalOrgID": "o-example" } }));
  });

  it("is nothing else", () => {
    assert.ok(!inside(external));
    assert.ok(!inside(ours, analyzer), "an organization analyzer says that it is outside");
    assert.ok(!inside({ ...ours, isPublic: undefined }));
    assert.ok(!inside({ ...ours, principal: {} }));
    assert.ok(!inside({ ...ours, principal: { ...ours.principal, Federated: "x" } }));
    assert.ok(!inside({ ...external, principal: { AWS: "*" }, condition: { "aws:PrincipalOrgID": "o-other" } }));
    assert.ok(!inside({ ...publicAccess, condition: { "aws:PrincipalOrgID": "o-example" } }), "a negated condition is public");
    assert.ok(!inside({ ...external, principal: { AWS: "arn:aws-cn:iam::222222222222:role/x" } }));
    assert.ok(!inside({ kind: "error", error: "ACCESS_DENIED" }));
  });

  it("is so too where only the scanner uses the analyzer", () => {
    const [organization = assert.fail(), own = assert.fail()] = settings().analyzers;
    const fact = factOf({ access: ours, analyzer: accountAnalyzer });
    const scanner = { places: {}, resourceTypes: [], analyzers: [own] };
    assert.ok(staysInside(fact, settings({}, { analyzers: [organization], scanner })));
    assert.ok(!staysInside(fact, settings({}, { analyzers: [organization] })));
  });

  it("is told where it is asked for, and told as soon as anybody calls it outside", () => {
    const decide = (more: object) => decisions(settings({}, more), () => ({}), now);
    const fact = factOf({ access: ours, analyzer: accountAnalyzer });
    assert.deepEqual(decide({})(fact, "opened").audience, []);
    assert.deepEqual(decide({ withinOrganization: "record" })(fact, "opened").audience, []);
    assert.deepEqual(decide({ withinOrganization: "notify" })(fact, "opened").audience, ["soc"]);
    const silent = stored(takenIn([], observation({ access: ours, analyzer: accountAnalyzer }), {}, []));
    assert.deepEqual(stored(takenIn(silent, observation({ access: ours })))[0]?.pending?.to, ["soc"]);
  });
});

describe("the first day", () => {
  const young = { createdAt: "2026-11-20T01:00:00.000Z", firstSeenAt: "2026-11-20T01:00:00.000Z" };
  const old = { createdAt: "2026-10-01T01:00:00.000Z", firstSeenAt: "2026-11-19T11:00:00.000Z" };
  it("is 24 hours from the later of creation and first sight; what was never seen is new", () => {
    assert.ok(isNew(young, now));
    assert.ok(!isNew(old, now));
    assert.ok(isNew({ ...old, firstSeenAt: young.firstSeenAt }, now));
    assert.ok(isNew({}, now));
  });

  it("holds what people read, and queues get everything at once", () => {
    const held = (start: "quiet" | "at-once", age: object) => decisions(settings({ start }), () => age, now)(factOf(), "opened").held;
    assert.deepEqual(peopleOf(settings()), ["room", "us"]);
    assert.deepEqual(held("quiet", young), ["room", "us"]);
    assert.deepEqual(held("quiet", old), []);
    assert.deepEqual(held("at-once", young), []);
  });
});

describe("mail", () => {
  it("is at most one a second", () => {
    const taken = takeMail(undefined, now);
    assert.equal(takeMail(taken, new Date(now.getTime() + 999)), undefined);
    assert.ok(takeMail(taken, new Date(now.getTime() + 1000)));
  });
});
