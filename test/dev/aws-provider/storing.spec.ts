import assert from "node:assert/strict";
import { GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { unknown, type Properties } from "../../../dev/aws-provider/values";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { makeChecked, providerClient, type ProviderClient } from "../../support/providerClient";
import { describeLife, type Life } from "../../support/resourceLife";

const account = "111111111111";
const policyOn = (resource: string, action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::222222222222:root` }, Action: action, Resource: resource }],
});
const tags = { inputs: { tags: { owner: "security" } }, diffs: ["tags.owner", "tagsAll.owner"] };

/** An archive as the engine sends it: marked, with a hash, and texts by name. */
const archive = (text: string): Properties[string] => ({
  "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
  hash: `hash of ${text}`,
  assets: { "index.mjs": { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", hash: text, text } },
});

/** In the order of creation; what others need is made in `before`. */
const lives: Life[] = [
  {
    token: "aws:s3/bucket:Bucket",
    inputs: { bucket: "reports-1", region: "eu-west-1", tags: { owner: "platform" } },
    id: "reports-1",
    importId: "reports-1@eu-west-1",
    expect: {
      arn: "arn:aws:s3:::reports-1",
      bucketRegion: "eu-west-1",
      bucketRegionalDomainName: "reports-1.s3.eu-west-1.amazonaws.com",
      forceDestroy: false,
      tagsAll: { owner: "platform", from: "default" },
    },
    change: tags,
    replacing: { bucket: "reports-2", region: "us-east-1" },
  },
  {
    token: "aws:s3/bucketPolicy:BucketPolicy",
    inputs: { bucket: "held", policy: JSON.stringify(policyOn("arn:aws:s3:::held", "s3:GetObject")) },
    id: "held",
    expect: { bucket: "held", region: "eu-central-1" },
    change: { inputs: { policy: JSON.stringify(policyOn("arn:aws:s3:::held", "s3:ListBucket")) }, diffs: ["policy"] },
    replacing: { bucket: "other" },
  },
  {
    token: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    inputs: { bucket: "held", blockPublicPolicy: true },
    id: "held",
    expect: { blockPublicPolicy: true, blockPublicAcls: false },
    change: { inputs: { blockPublicAcls: true }, diffs: ["blockPublicAcls"] },
    replacing: { bucket: "other" },
  },
  {
    token: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    inputs: { bucket: "held", rule: { objectOwnership: "BucketOwnerPreferred" } },
    id: "held",
    expect: { rule: { objectOwnership: "BucketOwnerPreferred" } },
    change: { inputs: { rule: { objectOwnership: "ObjectWriter" } }, diffs: ["rule.objectOwnership"] },
    replacing: { bucket: "other" },
  },
  {
    token: "aws:sqs/queue:Queue",
    inputs: { name: "orders", delaySeconds: 5, tags: { owner: "platform" } },
    id: "http://127.0.0.1:",
    expect: {
      arn: `arn:aws:sqs:eu-central-1:${account}:orders`,
      visibilityTimeoutSeconds: 30,
      sqsManagedSseEnabled: true,
      fifoQueue: false,
    },
    change: {
      inputs: { delaySeconds: 0, visibilityTimeoutSeconds: 60, tags: { owner: "security" } },
      diffs: ["delaySeconds", "tags.owner", "tagsAll.owner", "visibilityTimeoutSeconds"],
    },
    replacing: { name: "invoices", fifoQueue: true },
  },
  {
    token: "aws:ssm/parameter:Parameter",
    inputs: { name: "/shop/key", type: "SecureString", value: "hidden", description: "first", tags: { owner: "platform" } },
    id: "/shop/key",
    expect: { arn: `arn:aws:ssm:eu-central-1:${account}:parameter/shop/key`, version: 1, tier: "Standard", keyId: "alias/aws/ssm" },
    change: { inputs: { value: "changed", description: "second" }, diffs: ["description", "value"] },
    replacing: { name: "/shop/other" },
  },
  {
    token: "aws:lambda/function:Function",
    inputs: {
      ...{ name: "resize", role: `arn:aws:iam::${account}:role/for-lambda`, runtime: "nodejs22.x", handler: "index.handler" },
      ...{ code: archive("one"), environment: { variables: { STAGE: "prod" } }, tags: { owner: "platform" } },
    },
    id: "resize",
    notImported: ["code"],
    expect: { arn: `arn:aws:lambda:eu-central-1:${account}:function:resize`, timeout: 3, memorySize: 128, architectures: ["x86_64"] },
    change: {
      inputs: {
        ...{ code: archive("two"), timeout: 10, environment: { variables: { STAGE: "dev" } } },
        ...{ reservedConcurrentExecutions: 2, loggingConfig: { logFormat: "Text", logGroup: "/road" } },
      },
      diffs: ["code", "environment.variables.STAGE", "loggingConfig.logGroup", "reservedConcurrentExecutions", "timeout"],
    },
    replacing: { name: "scale" },
  },
  {
    token: "aws:lambda/functionUrl:FunctionUrl",
    inputs: { functionName: "held", authorizationType: "NONE" },
    id: "held",
    expect: { functionArn: `arn:aws:lambda:eu-central-1:${account}:function:held`, invokeMode: "BUFFERED" },
    change: { inputs: { authorizationType: "AWS_IAM" }, diffs: ["authorizationType"] },
    replacing: { functionName: "other" },
  },
];

describe("The provider's types of services that only store", function () {
  this.timeout(20_000);
  let sandbox: Sandbox;
  let provider: ProviderClient;

  const made = (token: string, inputs: Properties) => makeChecked(provider, token, inputs);
  const options = () => ({ endpoint: sandbox.url, region: "eu-central-1", credentials: sandbox.adminCredentials });

  before(async () => {
    sandbox = await startSandbox();
    provider = await providerClient(sandbox, { defaultTags: JSON.stringify({ tags: { from: "default" } }) });
    const assumeRolePolicy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    const role = await made("aws:iam/role:Role", { name: "for-lambda", assumeRolePolicy });
    await made("aws:s3/bucket:Bucket", { bucket: "held" });
    await made("aws:lambda/function:Function", {
      ...{ name: "held", role: role.state["arn"], runtime: "nodejs22.x", handler: "index.handler", code: archive("held") },
    });
  });
  after(async () => {
    provider?.close();
    await sandbox?.close();
  });

  for (const life of lives) describeLife(life, () => ({ sandbox, provider }));

  it("gives AWS a policy as text, whether it comes as text or as an object, and waits for what is not known", async () => {
    const token = "aws:s3/bucketPolicy:BucketPolicy";
    const document = policyOn("arn:aws:s3:::held", "s3:GetObject");
    const checked = await provider.check(token, { bucket: "held", policy: document });
    assert.deepEqual(JSON.parse(String(checked.inputs["policy"])), document);
    assert.equal((await provider.check(token, { bucket: "held", policy: policyOn(unknown, "s3:*") })).inputs["policy"], unknown);
    const { id, state } = await provider.create(token, checked.inputs);
    assert.equal((await new S3Client(options()).send(new GetBucketPolicyCommand({ Bucket: "held" }))).Policy, checked.inputs["policy"]);
    await provider.delete(token, id, state);
  });

  it("names a bucket in small letters", async () => {
    const { inputs } = await provider.check("aws:s3/bucket:Bucket", {});
    assert.match(String(inputs["bucket"]), /^name-[0-9a-f]{7}$/);
  });

  it("gives a bucket an ACL where its owner allows it, and forgets it without a call", async () => {
    const controls = await made("aws:s3/bucketOwnershipControls:BucketOwnershipControls", {
      ...{ bucket: "held", rule: { objectOwnership: "BucketOwnerPreferred" } },
    });
    const token = "aws:s3/bucketAcl:BucketAcl";
    const { id, state, inputs } = await made(token, { bucket: "held", acl: "log-delivery-write" });
    assert.equal(id, "held,log-delivery-write");
    const changed = await provider.update(token, id, state, { ...inputs, acl: "private" });
    assert.equal((await provider.read(token, id, changed, { ...inputs, acl: "private" })).state["acl"], "private");
    await provider.delete(token, id, changed);
    await provider.delete("aws:s3/bucketOwnershipControls:BucketOwnershipControls", controls.id, controls.state);
  });

  it("puts a queue's policy into its attribute and takes it out", async () => {
    const queue = await made("aws:sqs/queue:Queue", { name: "held" });
    const token = "aws:sqs/queuePolicy:QueuePolicy";
    const policy = JSON.stringify(policyOn(`arn:aws:sqs:eu-central-1:${account}:held`, "sqs:SendMessage"));
    const { id, state, inputs } = await made(token, { queueUrl: queue.id, policy });
    assert.equal(id, queue.id);
    assert.deepEqual((await provider.read(token, id, state, inputs)).inputs, inputs);
    // The queue shows it, and does not take it away: its own policy was left to AWS.
    const shown = await provider.read("aws:sqs/queue:Queue", queue.id, queue.state, queue.inputs);
    assert.equal(shown.state["policy"], policy);
    assert.equal((await provider.diff("aws:sqs/queue:Queue", shown.state, queue.inputs)).changed, false);
    await provider.delete(token, id, state);
    assert.equal((await provider.read(token, id, state, inputs)).id, "");
  });

  it("adds a permission to a function's policy, and takes it away", async () => {
    const token = "aws:lambda/permission:Permission";
    const given = { action: "lambda:InvokeFunction", function: "held", principal: "222222222222", principalOrgId: "o-demo000001" };
    const { id, state, inputs } = await made(token, given);
    assert.match(id, /^name-[0-9a-f]{7}$/);
    assert.equal((await provider.diff(token, state, inputs)).changed, false);
    assert.deepEqual((await provider.diff(token, state, { ...inputs, principal: "*" })).replaces, ["principal"]);
    const imported = await provider.read(token, `held/${id}`);
    assert.deepEqual(imported.inputs, { ...inputs, principal: "arn:aws:iam::222222222222:root", region: "eu-central-1" });
    await provider.delete(token, id, state);
    assert.equal((await provider.read(token, id, state, inputs)).id, "");
  });

  it("lets everybody call a URL without authentication, as the vendor's provider does", async () => {
    const url = await made("aws:lambda/functionUrl:FunctionUrl", { functionName: "held", authorizationType: "NONE" });
    const { Policy = "" } = await new LambdaClient(options()).send(new GetPolicyCommand({ FunctionName: "held" }));
    assert.deepEqual(
      (JSON.parse(Policy) as { Statement: { Sid: string; Principal: unknown }[] }).Statement.map(({ Sid, Principal }) => [Sid, Principal]),
      [["FunctionURLAllowPublicAccess", "*"]],
    );
    await provider.delete("aws:lambda/functionUrl:FunctionUrl", url.id, url.state);
  });
});
