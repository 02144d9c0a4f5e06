/** S3 Control by plain requests: its client would put the account before the host name. */
export interface S3Control {
  call(method: "GET" | "PUT" | "DELETE", path: string, body?: string): Promise<string>;
}

/** @param options as of an SDK client; signatures are not looked at, only whose key it is. */
export function s3Control(
  { endpoint, region, credentials }: { endpoint: string; region: string; credentials: { accessKeyId: string; sessionToken?: string } },
  account: string,
): S3Control {
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/${region}/s3/aws4_request, SignedHeaders=host, Signature=none`,
    ...(credentials.sessionToken && { "x-amz-security-token": credentials.sessionToken }),
    "x-amz-account-id": account,
  };
  return {
    async call(method, path, body) {
      const answer = await fetch(`${endpoint}/v20180820${path}`, { method, headers, body });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return text;
    },
  };
}
