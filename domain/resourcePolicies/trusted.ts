import { isAccountId } from "../identifiers";
import { addressRange, contains, isBroad, isPrivate } from "./cidr";
import { everybody, onlyTrusted, outside, undecided, type Reach } from "./reach";

/** Who may have access. */
export interface TrustedAccess {
  /** The account of the resource; undefined where it is not known. */
  ownAccount?: string;
  accounts: readonly string[];
  /** `o-...` */
  organizations: readonly string[];
  /** `o-.../r-.../ou-.../` */
  organizationPaths: readonly string[];
  vpcs: readonly string[];
  vpcEndpoints: readonly string[];
  /** Ranges of addresses, as `203.0.113.0/24`. */
  cidrs: readonly string[];
}

/** What stands for the resource's own account where a policy says `${aws:ResourceAccount}`. */
const ownAccountVariable = "${aws:resourceaccount}";
const ownOrganizationVariable = "${aws:resourceorgid}";

/** @param who as a message names it */
export function reachOfAccount(account: string, trusted: TrustedAccess, who = account): Reach {
  if (account.toLowerCase() === ownAccountVariable) return onlyTrusted;
  if (account.includes("${")) return undecided(`${who} holds a variable`);
  if (/[*?]/.test(account)) return everybody(`${who} holds a wildcard where the account is`);
  if (!isAccountId(account)) return undecided(`${who} names no account id of twelve digits`);
  if (account === trusted.ownAccount || trusted.accounts.includes(account)) return onlyTrusted;
  return trusted.ownAccount === undefined ? undecided(`the account of the resource is not known, and ${who} may be in it`) : outside(who);
}

/** Of an ARN, or a pattern of ARNs. Where `*` could be for several parts, each part is taken for itself, as AWS's own examples do. */
export function reachOfArn(arn: string, trusted: TrustedAccess): Reach {
  const [prefix, ...parts] = arn.replace(/\$\{aws:ResourceAccount\}/gi, "=").split(":");
  const account = parts[3];
  if (prefix !== "arn" || account === undefined || parts.length < 5)
    return arn.includes("*") && !arn.includes("${") ? everybody(`${arn} names no account`) : undecided(`${arn} names no account`);
  if (account === "=") return onlyTrusted;
  if (parts.slice(0, 4).some((part) => part.includes("$"))) return undecided(`${arn} holds a variable`);
  if (account === "" || (parts[1] === "s3" && account === "*")) {
    // A bucket's name is its alone: a fixed one is somebody's.
    const name = parts.slice(4).join(":");
    const isOpen = /[*?]/.test(parts[1] === "s3" ? name.replace(/\/.*/s, "") : name);
    return isOpen ? everybody(`${arn} names no account`) : undecided(`whose ${arn} is does not follow from it`);
  }
  return reachOfAccount(account, trusted, arn);
}

export function reachOfOrganization(organization: string, trusted: TrustedAccess): Reach {
  if (organization.toLowerCase() === ownOrganizationVariable) return onlyTrusted;
  if (organization.includes("${")) return undecided(`${organization} holds a variable`);
  if (/[*?]/.test(organization)) return everybody(`${organization} is more than one organization`);
  if (!/^o-[a-z0-9]{10,32}$/.test(organization)) return undecided(`${organization} is no organization's id`);
  return trusted.organizations.includes(organization) ? onlyTrusted : outside(organization);
}

/** Of `o-.../r-.../ou-.../*`. */
export function reachOfOrganizationPath(path: string, trusted: TrustedAccess): Reach {
  if (trusted.organizationPaths.some((one) => path.startsWith(one.endsWith("/") ? one : `${one}/`))) return onlyTrusted;
  const [organization = "", ...rest] = path.split("/");
  const ofAll = reachOfOrganization(organization, trusted);
  if (rest.length === 0 && ofAll === onlyTrusted) return undecided(`${path} is no path: it has no /`);
  return ofAll.outside.length > 0 ? outside(path) : ofAll;
}

export function reachOfAddresses(text: string, trusted: TrustedAccess): Reach {
  const range = addressRange(text);
  if (range === undefined)
    return /^[*?]+$/.test(text) ? everybody(`${text} is every address`) : undecided(`${text} is no range of addresses`);
  if (isPrivate(range)) return onlyTrusted;
  if (isBroad(range)) return everybody(`${text} is too wide to limit anybody`);
  const known = trusted.cidrs.flatMap((one) => addressRange(one) ?? []);
  if (known.some((one) => contains(one, range))) return onlyTrusted;
  return trusted.cidrs.length > 0 ? outside(text) : undecided(`whose addresses ${text} are is not configured (cidrs)`);
}

export function reachOfVpc(vpc: string, trusted: TrustedAccess): Reach {
  return reachOfNetwork(vpc, /^vpc-[0-9a-f]+$/, trusted.vpcs, "vpcs");
}

export function reachOfVpcEndpoint(endpoint: string, trusted: TrustedAccess): Reach {
  return reachOfNetwork(endpoint, /^vpce-[0-9a-f]+$/, trusted.vpcEndpoints, "vpcEndpoints");
}

function reachOfNetwork(id: string, form: RegExp, known: readonly string[], setting: string): Reach {
  if (id.includes("${")) return undecided(`${id} holds a variable`);
  if (/[*?]/.test(id)) return everybody(`${id} holds a wildcard`);
  if (known.includes(id)) return onlyTrusted;
  if (!form.test(id)) return undecided(`${id} has not the form of an id`);
  return known.length > 0 ? outside(id) : undecided(`whose ${id} is is not configured (${setting})`);
}
