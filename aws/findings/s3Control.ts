import { S3ControlClient } from "@aws-sdk/client-s3-control";
import type { CredentialProvider } from "../clients";
import { functionClient } from "./functionClients";

/** A client of S3 Control for a function. Where AWS_ENDPOINT_URL is set it goes there as others do: the SDK would put the account before the host, which 127.0.0.1 cannot have. */
export function s3ControlClient(region: string, credentials: CredentialProvider): S3ControlClient {
  const elsewhere = process.env["AWS_ENDPOINT_URL"];
  return new S3ControlClient({
    ...functionClient(region, credentials),
    ...(elsewhere && { endpointProvider: () => ({ url: new URL(elsewhere) }) }),
  });
}
