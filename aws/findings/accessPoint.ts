import { createHash, createHmac } from "node:crypto";
import { partitionOf, partitions } from "../../domain/partitions";
import type { Region } from "../../domain/identifiers";
import type { Credentials } from "../clients";
import { functionCallSettings } from "./functionClients";

/** What the answer says of the bucket, as the SDK spells it. */
export interface AccessPoint {
  Bucket?: string;
  BucketAccountId?: string;
}

/**
 * GetAccessPoint of S3 Control: one signed request, for which the whole client would be a third of the function's code.
 *
 * @throws Error whose name is AWS's code.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPoint.html
 */
export async function getAccessPoint(
  { AccountId, Name }: { AccountId: string; Name: string },
  region: string,
  credentials: Credentials,
  { fetcher = fetch, now = new Date() }: { fetcher?: typeof fetch; now?: Date } = {},
): Promise<AccessPoint> {
  const url = new URL(`/v20180820/accesspoint/${encodeURIComponent(Name)}`, endpoint(AccountId, region));
  const headers = signed(url, { "x-amz-account-id": AccountId }, region, credentials, now);
  const response = await fetcher(url, { headers, redirect: "manual", signal: AbortSignal.timeout(functionCallSettings.requestTimeout) });
  const answer = await response.text();
  const text = (element: string) => new RegExp(`<${element}>([^<]*)</${element}>`).exec(answer)?.[1];
  if (!response.ok) {
    const error = new Error(text("Message") ?? `S3 Control answered ${response.status}`);
    error.name = text("Code") ?? "Error";
    throw error;
  }
  const [Bucket, BucketAccountId] = [text("Bucket"), text("BucketAccountId")];
  return { ...(Bucket !== undefined && { Bucket }), ...(BucketAccountId !== undefined && { BucketAccountId }) };
}

function endpoint(account: string, region: string): string {
  const partition = partitionOf(region as Region) ?? "aws"; // of an event that was read
  return process.env["AWS_ENDPOINT_URL"] ?? `https://${account}.s3-control.${region}.${partitions[partition].dnsSuffix}`;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signed(url: URL, more: Record<string, string>, region: string, credentials: Credentials, now: Date): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const date = `${now.toISOString().replace(/[-:]/g, "").slice(0, 15)}Z`;
  const scope = [date.slice(0, 8), region, "s3", "aws4_request"];
  const headers: Record<string, string> = {
    ...{ host: url.host, "x-amz-content-sha256": sha256(""), "x-amz-date": date },
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
    ...more,
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const request = ["GET", url.pathname, "", lines, names.join(";"), sha256("")].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", date, scope.join("/"), sha256(request)].join("\n");
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part).digest(), `AWS4${secretAccessKey}`);
  const Signature = hmac(key, toSign).digest("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join("/")}, SignedHeaders=${names.join(";")}, Signature=${Signature}`;
  return { ...headers, authorization };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string) {
  return createHmac("sha256", key).update(text);
}
