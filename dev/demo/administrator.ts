import type { Administrator } from "./callers";

/** The administrator of the sandbox that the environment names. @throws if it names none. */
export function administrator(): Administrator {
  const { AWS_ENDPOINT_URL: url, AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  if (!url || !region || !accessKeyId || !secretAccessKey)
    throw new Error("No sandbox is named: start this with `npm run sandbox -- --deployed`.");
  return { url, region, accessKeyId, secretAccessKey };
}
