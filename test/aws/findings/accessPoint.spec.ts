import assert from "node:assert/strict";
import { KMSClient } from "@aws-sdk/client-kms";
import { getAccessPoint } from "../../../aws/findings/accessPoint";

const asked = { AccountId: "333333333333", Name: "partners" };
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret", sessionToken: "token" };
const now = new Date("2026-11-20T01:00:00Z");

/** What the SDK's own signer makes of a request. */
interface Signer {
  sign(request: object, options: { signingDate: Date }): Promise<{ headers: Record<string, string> }>;
}

describe("GetAccessPoint of S3 Control", () => {
  let requests: { url: string; headers: Record<string, string> }[] = [];
  const answering =
    (body: string, status = 200): typeof fetch =>
    (url, init) => {
      requests.push({ url: String(url), headers: init?.headers as Record<string, string> });
      return Promise.resolve(new Response(body, { status }));
    };
  const get = (fetcher: typeof fetch, region = "eu-west-1") => getAccessPoint(asked, region, credentials, { fetcher, now });
  const { AWS_ENDPOINT_URL: before } = process.env;
  beforeEach(() => {
    requests = [];
    delete process.env["AWS_ENDPOINT_URL"];
  });
  afterEach(() => {
    if (before !== undefined) process.env["AWS_ENDPOINT_URL"] = before;
  });

  it("reads the bucket and whose it is", async () => {
    const answer = `<?xml version="1.0"?><GetAccessPointResult xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">
      <Name>partners</Name><Bucket>orders</Bucket><BucketAccountId>444455556666</BucketAccountId></GetAccessPointResult>`;
    assert.deepEqual(await get(answering(answer)), { Bucket: "orders", BucketAccountId: "444455556666" });
    assert.deepEqual(await get(answering("<GetAccessPointResult/>")), {});
  });

  it("is sent to the account's endpoint of the Region and partition, or where AWS_ENDPOINT_URL says", async () => {
    await get(answering(""));
    await get(answering(""), "cn-north-1");
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4566";
    await get(answering(""));
    assert.deepEqual(
      requests.map(({ url }) => url),
      [
        "https://333333333333.s3-control.eu-west-1.amazonaws.com/v20180820/accesspoint/partners",
        "https://333333333333.s3-control.cn-north-1.amazonaws.com.cn/v20180820/accesspoint/partners",
        "http://127.0.0.1:4566/v20180820/accesspoint/partners",
      ],
    );
  });

  it("is signed as the SDK signs it", async () => {
    await get(answering(""));
    const [{ url, headers } = assert.fail()] = requests;
    const { authorization, ...unsigned } = headers;
    const config = new KMSClient({ region: "eu-west-1", credentials }).config as unknown as { signer(scheme: object): Promise<Signer> };
    const signer = await config.signer({ name: "sigv4", signingName: "s3", signingRegion: "eu-west-1", properties: {} });
    const { hostname, pathname: path } = new URL(url);
    const signed = await signer.sign({ method: "GET", protocol: "https:", hostname, path, headers: unsigned }, { signingDate: now });
    assert.equal(authorization, signed.headers["authorization"]);
  });

  it("is refused with AWS's code", async () => {
    const error = "<Error><Code>NoSuchAccessPoint</Code><Message>The specified accesspoint does not exist</Message></Error>";
    await assert.rejects(get(answering(error, 404)), { name: "NoSuchAccessPoint", message: "The specified accesspoint does not exist" });
    await assert.rejects(get(answering("", 503)), { name: "Error", message: "S3 Control answered 503" });
  });
});
