import type { Zone } from "./access";
import { isBroad } from "./addresses";

/** Inside the zone of trust, with somebody or something outside of it, or with nobody in particular. */
export type Place = "inside" | "outside" | "anybody";

/**
 * Where a request comes from that carries this value of a key.
 *
 * @returns nothing for a key that says nothing of where a request comes from
 */
export function placeOf(key: string, value: string, hasWildcards: boolean, zone: Zone): Place {
  const rule = rules[key.toLowerCase()];
  if (!rule) return "anybody";
  return rule({ value, hasWildcards, zone });
}

/** Keys that findings tell of in their condition. */
export function isTold(key: string): boolean {
  const lower = key.toLowerCase();
  return lower in rules || lower === "sts:externalid" || /:(aud|sub|app_id|amr)$/.test(lower);
}

interface Asked {
  value: string;
  hasWildcards: boolean;
  zone: Zone;
}

type Rule = (asked: Asked) => Place;

const account: Rule = ({ value, hasWildcards, zone }) =>
  isOpen(value, hasWildcards) ? "anybody" : zone.accounts.has(value) ? "inside" : "outside";

const organization: Rule = ({ value, hasWildcards, zone }) =>
  isOpen(value, hasWildcards) ? "anybody" : value === zone.organization ? "inside" : "outside";

/** `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*` */
const organizationPath: Rule = ({ value, hasWildcards, zone }) => organization({ value: value.split("/")[0] ?? "", hasWildcards, zone });

/** By the account in it. A bucket's has none, but names one bucket. */
const arn: Rule = ({ value, hasWildcards, zone }) => {
  const [prefix, , , , inAccount, ...rest] = value.split(":");
  if (prefix !== "arn" || inAccount === undefined) return isOpen(value, hasWildcards) ? "anybody" : "outside";
  if (inAccount !== "") return account({ value: inAccount, hasWildcards, zone });
  return isOpen(rest.join(":").split("/")[0] ?? "", hasWildcards) ? "anybody" : "outside";
};

const exact: Rule = ({ value, hasWildcards }) => (isOpen(value, hasWildcards) ? "anybody" : "outside");

/** `AROAEXAMPLEID:*` is every session of one role. */
const uniqueId: Rule = ({ value, hasWildcards, zone }) =>
  /^\d{12}$/.test(value) ? account({ value, hasWildcards, zone }) : exact({ value: value.split(":")[0] ?? "", hasWildcards, zone });

const address: Rule = ({ value }) => (isBroad(value) ? "anybody" : "outside");

const ifTrue: Rule = ({ value }) => (value === "true" ? "inside" : "anybody");

/**
 * In lower case, as keys are compared.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html
 */
const rules: Partial<Record<string, Rule>> = {
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
  "aws:vpcsourceip": address,
  // Services, and clients in the file system's own VPC.
  "aws:principalisawsservice": ifTrue,
  "aws:principalservicename": () => "inside",
  "aws:principalservicenameslist": () => "inside",
  "elasticfilesystem:accessedviamounttarget": ifTrue,
};

/** A policy variable may stand for anything. */
function isOpen(text: string, hasWildcards: boolean): boolean {
  return (hasWildcards && /[*?]/.test(text)) || text.includes("${");
}
