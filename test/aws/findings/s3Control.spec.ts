import assert from "node:assert/strict";
import { GetAccessPointCommand } from "@aws-sdk/client-s3-control";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startSandbox } from "../../../dev/sandbox/server/server";
import { home, keysIn, member } from "../../support/findingActions";
import { s3Control } from "../../support/s3Control";
import { s3ControlClient } from "../../../aws/findings/s3Control";

describe("a function's client of S3 Control", () => {
  const { AWS_ENDPOINT_URL: before } = process.env;
  afterEach(() => {
    if (before === undefined) delete process.env["AWS_ENDPOINT_URL"];
    else process.env["AWS_ENDPOINT_URL"] = before;
  });

  interface Sent {
    protocol: string;
    hostname: string;
    port?: number;
    path: string;
    headers: Record<string, string>;
  }
  /** What it would send. */
  async function sent(region: string): Promise<Sent> {
    let request: Sent | undefined;
    const client = s3ControlClient(region, () => Promise.resolve({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" }));
    const stop: Parameters<typeof client.middlewareStack.add>[0] = () => (args) => {
      request = (args as unknown as { request: Sent }).request; // that of HTTP, as in every step after serialization
      throw new Error("not sent");
    };
    client.middlewareStack.add(stop as never, { step: "finalizeRequest", priority: "low" });
    const asked = client.send(new GetAccessPointCommand({ AccountId: "333333333333", Name: "partners" }));
    await assert.rejects(asked, /not sent/);
    return request ?? assert.fail("there was no request");
  }
  const scope = (region: string) => new RegExp(`Credential=AKIAIOSFODNN7EXAMPLE/\\d{8}/${region}/s3/aws4_request`);

  it("asks the account's endpoint of the Region and partition", async () => {
    delete process.env["AWS_ENDPOINT_URL"];
    for (const [region, suffix] of [
      ["eu-west-1", "amazonaws.com"],
      ["cn-north-1", "amazonaws.com.cn"],
    ] as const) {
      const { protocol, hostname, path, headers } = await sent(region);
      assert.deepEqual([protocol, hostname], ["https:", `333333333333.s3-control.${region}.${suffix}`]);
      assert.equal(path, "/v20180820/accesspoint/partners");
      assert.match(headers["authorization"] ?? "", scope(region));
    }
  });

  it("asks what AWS_ENDPOINT_URL says, signed alike, with the account in a header", async () => {
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4566";
    const { protocol, hostname, port, path, headers } = await sent("eu-west-1");
    assert.deepEqual([protocol, hostname, port], ["http:", "127.0.0.1", 4566]);
    assert.equal(path, "/v20180820/accesspoint/partners");
    assert.equal(headers["x-amz-account-id"], "333333333333");
    assert.match(headers["authorization"] ?? "", scope("eu-west-1"));
  });

  it("reads the bucket of an access point and whose it is, and has AWS's name for what is not there", async () => {
    const sandbox = await startSandbox();
    try {
      process.env["AWS_ENDPOINT_URL"] = sandbox.url;
      const keys = keysIn(sandbox, member);
      const options = { endpoint: sandbox.url, region: home, credentials: { ...keys } };
      await new S3Client({ ...options, forcePathStyle: true }).send(
        new CreateBucketCommand({ Bucket: "orders", CreateBucketConfiguration: { LocationConstraint: home } }),
      );
      const body = "<CreateAccessPointRequest><Bucket>orders</Bucket></CreateAccessPointRequest>";
      await s3Control(options, member).call("PUT", "/accesspoint/partners", body);
      const get = (Name: string) =>
        s3ControlClient(home, () => Promise.resolve(keys)).send(new GetAccessPointCommand({ AccountId: member, Name }));
      const { Bucket, BucketAccountId } = await get("partners");
      assert.deepEqual([Bucket, BucketAccountId], ["orders", member]);
      await assert.rejects(get("nobody"), { name: "NoSuchAccessPoint" });
    } finally {
      await sandbox.close();
    }
  });
});
