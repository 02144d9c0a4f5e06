import { shortened } from "../configuration/quoted";
import { unknownValue } from "../unknownValue";
import { itemsOf, objectOf, valueOf, type AccessInputs, type Found } from "./inputs";
import type { Value } from "./policyDocument";

/** Canned and listed grants of an access control list. */
export function accessControlList(...names: ("acl" | "grants" | "accessControlPolicy")[]): AccessInputs {
  return {
    inputs: names,
    access: (inputs) => [
      ...(names.includes("acl") ? cannedAcl(valueOf(inputs, "acl")) : []),
      ...(names.includes("grants") ? itemsOf(inputs.grants).flatMap((grant) => listedGrant(grant, undefined)) : []),
      ...(names.includes("accessControlPolicy") ? listedGrants(inputs.accessControlPolicy) : []),
    ],
  };
}

const notKnown = "not known before it is deployed";
const keepPrivate = "Take the grant out (acl private) and give access by a policy";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
function cannedAcl(acl: Value | undefined): Found[] {
  if (acl === undefined) return [];
  if (acl === unknownValue) return [openAcl("undecided", `its acl is ${notKnown}`)];
  if (["public-read", "public-read-write", "authenticated-read"].includes(acl)) return [openAcl("public", `its acl is ${acl}`)];
  const isKnown = ["private", "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control", "log-delivery-write"].includes(acl);
  return isKnown ? [] : [openAcl("undecided", `its acl is ${shortened(acl)}, which this version does not know`)];
}

function listedGrants(policy: unknown): Found[] {
  if (policy === undefined || policy === null) return [];
  const { grants, owner } = objectOf(policy) ?? { grants: [unknownValue], owner: undefined };
  return itemsOf(grants).flatMap((grant) => listedGrant(grant, valueOf(objectOf(owner) ?? {}, "id")));
}

/** One grant of a list: the grantee in it, or in an object of its own. */
function listedGrant(grant: unknown, owner: Value | undefined): Found[] {
  const grantee = objectOf(objectOf(grant)?.grantee) ?? objectOf(grant);
  const uri = grantee === undefined ? unknownValue : valueOf(grantee, "uri");
  const id = grantee === undefined ? unknownValue : valueOf(grantee, "id");
  if (uri === unknownValue || id === unknownValue) return [openAcl("undecided", `a grant of its acl is ${notKnown}`)];
  if (uri !== undefined && /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/.test(uri))
    return [openAcl("public", `its acl has a grant for ${uri}`)];
  if (uri?.endsWith("/groups/s3/LogDelivery") || (id !== undefined && id === owner)) return [];
  return [openAcl("undecided", `the account of a grant of its acl does not follow from it (${shortened(id ?? uri ?? "by mail")})`)];
}

function openAcl(verdict: "public" | "undecided", why: string): Found {
  const text = verdict === "public" ? `gives everybody access: ${why}` : `may give others than the trusted access: ${why}`;
  return { verdict, text, remedy: keepPrivate };
}
