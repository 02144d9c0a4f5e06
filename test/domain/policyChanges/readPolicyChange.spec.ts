import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { resourceTypes } from "../../../domain/configuration/resourceTypes";
import { region as regionNamed } from "../../../domain/identifiers";
import { lookups } from "../../../domain/policyChanges/lookups";
import { lookedUp, readPolicyChange, scanRegion } from "../../../domain/policyChanges/readPolicyChange";
import { policyRows } from "../../../domain/policyChanges/rows";
import { account, eventOf, region, samples, type Sample } from "./samples";

describe("what an event says of a policy", () => {
  for (const [i, sample] of samples.entries()) {
    it(`${sample.eventName} of ${sample.type} (${i})`, () => {
      const event = eventOf(sample);
      const common = { call: sample.eventName, at: "2026-11-20T06:30:36Z", type: sample.type };
      const resource = { kind: "resource", owner: account, arn: sample.arn, region: sample.region ?? event.region, ...common };
      const said = sample.says;
      const expected =
        said === undefined ? resource : said.kind === "account" ? { ...said, ...common } : { ...said, region: event.region, ...common };
      assert.deepEqual(readPolicyChange(event), expected);
    });
  }

  it("has a sample for every name of every row, and for every type of resource that external analyzers know", () => {
    const types = resourceTypes.ACCOUNT;
    assert.deepEqual(policyRows.map(({ type }) => type).sort(), [...types].sort());
    for (const { type, eventSource, changes } of policyRows)
      for (const { names } of changes)
        for (const name of Object.keys(names)) {
          const isIts = (sample: Sample) => sample.type === type && sample.eventSource === eventSource && sample.eventName.startsWith(name);
          assert.ok(samples.some(isIts), `${type} ${name}`);
        }
  });

  it("is nothing where the call failed: it may have no parameters", () => {
    const { event } = input("denied-call-without-parameters");
    assert.deepEqual(readPolicyChange(event), { kind: "ignored", why: "the call failed and changed nothing" });
  });

  it("is the function by its ARN, of an event whose name ends in a date", () => {
    const { event } = input("lambda-event-name-with-date");
    const said = readPolicyChange(event);
    assert.equal(said.kind === "resource" && said.arn, "arn:aws:lambda:eu-west-1:111122223333:function:orders");
  });

  it("is a role by its name alone, to be scanned at home", () => {
    const { event, homeRegion = "", rolePath = "" } = input("iam-events-come-in-one-region");
    const said = readPolicyChange(event);
    assert.ok(said.kind === "lookup");
    assert.deepEqual(said.lookup, { call: "GetRole", parameters: { RoleName: "partner" } });
    const found = lookedUp(said, { Role: { Arn: `arn:aws:iam::${account}:role${rolePath}partner` } });
    assert.ok(found.kind === "resource");
    assert.equal(found.arn, "arn:aws:iam::111122223333:role/teams/partner");
    assert.equal(scanRegion(found, regionNamed(homeRegion)), homeRegion);
    assert.equal(scanRegion({ type: "AWS::KMS::Key", region: regionNamed(region) }, regionNamed(homeRegion)), region);
  });

  it("is the bucket of an access point, whosever it is, and never what an answer does not name", () => {
    const said = readPolicyChange(
      eventOf({ eventSource: "s3.amazonaws.com", eventName: "PutAccessPointPolicy", requestParameters: { name: "p" } }),
    );
    assert.ok(said.kind === "lookup");
    const found = lookedUp(said, { Bucket: "orders", BucketAccountId: "444455556666" });
    assert.deepEqual(found, {
      ...{ kind: "resource", arn: "arn:aws:s3:::orders", owner: "444455556666", region, type: "AWS::S3::Bucket" },
      ...{ call: "PutAccessPointPolicy", at: "2026-11-20T06:30:36Z" },
    });
    for (const answer of [{}, null, { Bucket: "" }, { Bucket: 7 }, { Role: {} }]) assert.equal(lookedUp(said, answer).kind, "unreadable");
    const secret = readPolicyChange(eventOf(sampleOf("secretsmanager.amazonaws.com", "DeleteResourcePolicy")));
    assert.ok(secret.kind === "lookup");
    const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:orders-AbCdEf`;
    assert.equal(kindAndArn(lookedUp(secret, { ARN: secretArn })), `resource ${secretArn}`);
  });

  it("names a lookup only in rows that declare it", () => {
    const declared = policyRows.flatMap(({ changes }) => changes.flatMap(({ lookup }) => (lookup === undefined ? [] : [lookup])));
    assert.deepEqual([...new Set(declared)].sort(), Object.keys(lookups).sort());
    for (const sample of samples) {
      const said = readPolicyChange(eventOf(sample));
      if (said.kind !== "lookup") continue;
      const calls = policyRows.filter(({ type }) => type === said.type).flatMap(({ changes }) => changes);
      assert.ok(calls.some(({ names, lookup }) => Object.hasOwn(names, sample.eventName) && lookup === said.lookup.call));
    }
  });

  it("leaves out grants by AWS services, but neither those through CloudFormation nor policies", () => {
    const by = (eventName: string, userIdentity: object) =>
      readPolicyChange(eventOf({ ...sampleOf("kms.amazonaws.com", eventName) }, { userIdentity })).kind;
    for (const grant of ["CreateGrant", "RetireGrant", "RevokeGrant"]) {
      assert.equal(by(grant, { type: "AWSService", invokedBy: "AWS Internal" }), "ignored");
      assert.equal(by(grant, { type: "AssumedRole", invokedBy: "ec2.amazonaws.com" }), "ignored");
      assert.equal(by(grant, { type: "AssumedRole", invokedBy: "cloudformation.amazonaws.com" }), "resource");
      assert.equal(by(grant, { type: "IAMUser", invokedBy: "signin.amazonaws.com" }), "resource");
      assert.equal(by(grant, { type: "AssumedRole" }), "resource");
    }
    assert.equal(by("PutKeyPolicy", { type: "AssumedRole", invokedBy: "servicecatalog.amazonaws.com" }), "resource");
  });

  it("is nothing where a call that may set a policy sets none", () => {
    const said = (eventSource: string, eventName: string, requestParameters: object) =>
      readPolicyChange(eventOf({ eventSource, eventName, requestParameters })).kind;
    const queueUrl = `https://sqs.eu-west-1.amazonaws.com/${account}/orders`;
    assert.equal(said("s3.amazonaws.com", "CreateBucket", { bucketName: "orders" }), "ignored");
    assert.equal(said("sqs.amazonaws.com", "CreateQueue", { queueName: "orders", attribute: { VisibilityTimeout: "30" } }), "ignored");
    assert.equal(said("sqs.amazonaws.com", "SetQueueAttributes", { queueUrl, attributes: { VisibilityTimeout: "30" } }), "ignored");
    assert.equal(said("sqs.amazonaws.com", "SetQueueAttributes", { queueUrl }), "resource");
    assert.equal(said("sns.amazonaws.com", "SetTopicAttributes", { attributeName: "DisplayName" }), "ignored");
    assert.equal(said("sns.amazonaws.com", "CreateTopic", { name: "orders" }), "ignored");
    assert.equal(said("dynamodb.amazonaws.com", "CreateTable", { tableName: "orders" }), "ignored");
  });

  it("is nobody's: of other calls, of other events, of another service's call of the same name", () => {
    assert.equal(readPolicyChange({ "detail-type": "Access Analyzer Finding", detail: {} }).kind, "ignored");
    assert.equal(readPolicyChange(undefined).kind, "ignored");
    for (const [eventSource, eventName] of [
      ["s3.amazonaws.com", "PutObject"],
      ["s3express.amazonaws.com", "PutBucketAcl"],
      ["glue.amazonaws.com", "PutResourcePolicy"],
      ["s3.amazonaws.com", "PutBucketPolicyStatus"],
      ["kms.amazonaws.com", "toString"],
      ["iam.amazonaws.com", "DeleteRole"],
    ])
      assert.equal(readPolicyChange(eventOf({ eventSource, eventName, requestParameters: {} })).kind, "ignored", eventName);
  });

  it("is not another account's resource: its own event counts", () => {
    const other = "444455556666";
    const calls: Partial<Sample>[] = [
      {
        ...sampleOf("kms.amazonaws.com", "CreateGrant"),
        requestParameters: { keyId: `arn:aws:kms:${region}:${other}:key/1` },
        responseElements: null,
      },
      { ...sampleOf("lambda.amazonaws.com", "AddPermission20150331v2"), requestParameters: { functionName: `${other}:function:orders` } },
      { ...sampleOf("ecr.amazonaws.com", "SetRepositoryPolicy"), requestParameters: { repositoryName: "orders", registryId: other } },
      {
        ...{ ...sampleOf("s3.amazonaws.com", "PutBucketPolicy"), requestParameters: { bucketName: "orders" } },
        resources: [{ accountId: other, type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::orders" }],
      },
    ];
    for (const call of calls) {
      const said = readPolicyChange(eventOf(call));
      assert.ok(said.kind === "ignored" && said.why.includes(other), call.eventName);
    }
  });

  it("is told as unreadable where a call that succeeded does not say on what", () => {
    const isSwept = (sample: Sample) => sample.says?.kind === "account";
    for (const sample of samples.filter((one) => !isSwept(one))) {
      const event = eventOf({ ...sample, requestParameters: null, responseElements: null, resources: [] });
      const setsPolicy = !["CreateBucket", "CreateQueue", "CreateTopic", "CreateTable"].includes(sample.eventName);
      assert.equal(readPolicyChange(event).kind, setsPolicy ? "unreadable" : "ignored", sample.eventName);
    }
    const sample = sampleOf("kms.amazonaws.com", "PutKeyPolicy");
    const said = (change: object, detail: object = {}) => readPolicyChange({ ...eventOf(sample, detail), ...change }).kind;
    assert.equal(said({}), "resource");
    for (const change of [{ account: "1" }, { account: undefined }, { region: "mars" }, { region: "xx-nowhere-1" }])
      assert.equal(said(change), "unreadable");
    for (const detail of [{ eventTime: "soon" }, { eventTime: undefined }, { recipientAccountId: "444455556666" }, { eventName: 7 }])
      assert.equal(said({}, detail), "unreadable");
  });

  it("takes no ARN of another type for the resource", () => {
    const said = (eventSource: string, eventName: string, requestParameters: object) =>
      readPolicyChange(eventOf({ eventSource, eventName, requestParameters })).kind;
    assert.equal(
      said("dynamodb.amazonaws.com", "PutResourcePolicy", { resourceArn: `arn:aws:dynamodb:${region}:${account}:table/a/index/b` }),
      "unreadable",
    );
    assert.equal(said("kms.amazonaws.com", "PutKeyPolicy", { keyId: `arn:aws:kms:${region}:${account}:alias/orders` }), "unreadable");
    assert.equal(said("sns.amazonaws.com", "AddPermission", { topicArn: "orders" }), "unreadable");
    assert.equal(said("sqs.amazonaws.com", "AddPermission", { queueUrl: "orders" }), "unreadable");
    assert.equal(said("lambda.amazonaws.com", "AddLayerVersionPermission20181031", { layerName: "tools" }), "unreadable");
  });

  it("never throws, and takes nothing from a call that failed", () => {
    const names = policyRows.flatMap(({ eventSource, changes }) =>
      changes.flatMap((calls) => Object.keys(calls.names).map((eventName) => ({ eventSource, eventName }))),
    );
    const fields = fc.dictionary(fc.constantFrom(...parameters), fc.oneof(fc.jsonValue(), fc.string()));
    const anything = fc.oneof(fields, fc.jsonValue());
    const details = fc.record({ requestParameters: anything, responseElements: anything, resources: anything, userIdentity: anything });
    fc.assert(
      fc.property(fc.constantFrom(...names), details, fc.boolean(), (name, detail, failed) => {
        const said = readPolicyChange(eventOf(name, failed ? { ...detail, errorCode: "AccessDenied" } : detail));
        if (failed) assert.equal(said.kind, "ignored");
        if (said.kind === "resource") assert.match(said.arn, /^arn:aws:/);
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (event) => void readPolicyChange(event)));
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (detail) => void readPolicyChange({ "detail-type": "AWS API Call via CloudTrail", account, region, detail }),
      ),
    );
  });
});

const parameters = [
  ...[
    "bucketName",
    "name",
    "roleName",
    "keyId",
    "functionName",
    "layerName",
    "versionNumber",
    "queueUrl",
    "topicArn",
    "attributes",
    "attribute",
  ],
  ...["attributeName", "secretId", "arn", "repositoryName", "registryId", "fileSystemId", "snapshotId", "resourceArn", "tableName", "role"],
  ...["keyMetadata", "replicaKeyMetadata", "tableDescription", "resourcePolicy", "invokedBy", "__proto__", "ARN"],
];

function sampleOf(eventSource: string, eventName: string): Sample {
  const found = samples.find((sample) => sample.eventSource === eventSource && sample.eventName === eventName);
  assert.ok(found, eventName);
  return found;
}

function kindAndArn(said: ReturnType<typeof readPolicyChange>): string {
  return said.kind === "resource" ? `${said.kind} ${said.arn}` : said.kind;
}

/** Reported by people who followed such events; the files say what the answer is, and why. */
function input(name: string): { event: unknown; homeRegion?: string; rolePath?: string } {
  const text = readFileSync(join(__dirname, "events", `${name}.json`), "utf8");
  return (JSON.parse(text) as { input: { event: unknown; homeRegion?: string; rolePath?: string } }).input;
}
