import type { Request } from "./protocol";

/** Who signed a request, for which Region and service: the scope in its SigV4 Authorization header. */
export interface CredentialScope {
  accessKeyId: string;
  region: string;
  /** Signing name of the service. */
  service: string;
  sessionToken?: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function credentialScope(request: Request): CredentialScope | undefined {
  const signed =
    /Credential=([^,\s]+)/.exec(request.headers["authorization"] ?? "")?.[1] ?? request.url.searchParams.get("X-Amz-Credential");
  const [accessKeyId, , region, service] = (signed ?? "").split("/");
  if (!accessKeyId || !region || !service) return undefined;
  const sessionToken = request.headers["x-amz-security-token"] ?? request.url.searchParams.get("X-Amz-Security-Token") ?? undefined;
  return { accessKeyId, region, service, sessionToken };
}
