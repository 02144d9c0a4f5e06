import type { Zone } from "./access";
import { isBroad, isPrivate } from "./addresses";

/** Inside the zone of trust, with somebody or something outside of it, or with nobody in particular. */
export type Place = "inside" | "outside" | "anybody";

/** Where a request comes from that carries this value of a key: from anybody, where the key says nothing of that. */
export function placeOf(key: string, value: string, hasWildcards: boolean, zone: Zone): Place {
  return rules.get(key.toLowerCase())?.({ value, hasWildcards, zone }) ?? "anybody";
}

/** Keys that services' requests have and nobody else's. */
export function isOfServices(key: string): boolean {
  return ["aws:principalservicename", "aws:principalservicenameslist"].includes(key.toLowerCase());
}

/** Keys that findings tell of in their condition. */
export function isTold(key: string): boolean {
  const lower = key.toLowerCase();
  return rules.has(lower) || lower === "sts:externalid" || /:(aud|sub|app_id|amr)$/.test(lower);
}

interface Asked {
  value: string;
  hasWildcards: boolean;
  zone: Zone;
}

type Rule = (asked: Asked) => Place;

const account: Rule = ({ value, hasWildcards, zone }) =>
  isOpen(value, hasWildcards) ? "anybody" : zone.accounts.has(value) ? "inside" : "outside";

const organization: Rule = ({ value, hasWildcards, zone }) => {
  if (isOpen(value, hasWildcards)) return "anybody";
  return zone.isOrganization && value === zone.organization ? "inside" : "outside";
};

/** `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*` */
const organizationPath: Rule = ({ value, hasWildcards, zone }) => organization({ value: value.split("/")[0] ?? "", hasWildcards, zone });

/** By the account in it. A bucket's has none, but names one bucket, whatever is said of its objects. */
const arn: Rule = ({ value, hasWildcards, zone }) => {
  const [prefix, , service, , inAccount, ...rest] = value.split(":");
  if (prefix !== "arn" || inAccount === undefined) return isOpen(value, hasWildcards) ? "anybody" : "outside";
  if (inAccount !== "" && !isOpen(inAccount, hasWildcards)) return account({ value: inAccount, hasWildcards, zone });
  const names = service === "s3" ? rest.join(":").split("/")[0] : inAccount === "" ? rest.join(":") : "*";
  return isOpen(names ?? "", hasWildcards) ? "anybody" : "outside";
};

const exact: Rule = ({ value, hasWildcards }) => (isOpen(value, hasWildcards) ? "anybody" : "outside");

/** `AROAEXAMPLEID:*` is every session of one role. */
const uniqueId: Rule = ({ value, hasWildcards, zone }) =>
  /^\d{12}$/.test(value) ? account({ value, hasWildcards, zone }) : exact({ value: value.split(":")[0] ?? "", hasWildcards, zone });

/** No request comes from a private address: those of a VPC carry another key. */
const address: Rule = ({ value }) => (isPrivate(value) ? "inside" : isBroad(value) ? "anybody" : "outside");

const ifTrue: Rule = ({ value }) => (value === "true" ? "inside" : "anybody");

/**
 * In lower case, as keys are compared.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html
 */
const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    "aws:principalaccount": account,
    "aws:sourceaccount": account,
    "aws:sourceowner": account,
    "aws:vpceaccount": account,
    "kms:calleraccount": account,
    "s3:dataaccesspointaccount": account,
    "aws:principalorgid": organization,
    "aws:sourceorgid": organization,
    "aws:vpceorgid": organization,
    "aws:principalorgpaths": organizationPath,
    "aws:sourceorgpaths": organizationPath,
    "aws:vpceorgpaths": organizationPath,
    "aws:principalarn": arn,
    "aws:sourcearn": arn,
    "aws:sourcevpcarn": arn,
    "ec2:sourceinstancearn": arn,
    "lambda:sourcefunctionarn": arn,
    "s3:dataaccesspointarn": arn,
    "sns:endpoint": arn,
    "aws:sourcevpc": exact,
    "aws:sourcevpce": exact,
    "aws:userid": uniqueId,
    "aws:sourceip": address,
    // Services, and clients in the file system's own VPC.
    "aws:principalisawsservice": ifTrue,
    "aws:principalservicename": () => "inside",
    "aws:principalservicenameslist": () => "inside",
    "elasticfilesystem:accessedviamounttarget": ifTrue,
  }),
);

/** A policy variable may stand for anything. */
function isOpen(text: string, hasWildcards: boolean): boolean {
  return (hasWildcards && /[*?]/.test(text)) || text.includes("${");
}
