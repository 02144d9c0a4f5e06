import { shortened } from "../configuration/quoted";
import { isAccountId } from "../identifiers";
import { unknownValue } from "../unknownValue";
import { reachOfFederation } from "./federation";
import type { Principal, Statement } from "./policyDocument";
import { anyOf, everybody, onlyTrusted, undecided, type Reach } from "./reach";
import { reachOfAccount, reachOfArn, type TrustedAccess } from "./trusted";

/**
 * Whom the principals of a statement let in, before its conditions.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function reachOfPrincipals(statement: Statement, trusted: TrustedAccess): Reach {
  const { entries, not } = statement.principals;
  return not
    ? everybody(`everybody but ${entries.map(({ value }) => (value === unknownValue ? "?" : shortened(value))).join(", ")}`)
    : anyOf(entries.map((entry) => reachOfPrincipal(entry, statement, trusted)));
}

/** Of one, with what the statement's conditions say of federated identities. */
export function reachOfPrincipal({ type, value }: Principal, statement: Statement, trusted: TrustedAccess): Reach {
  // AWS services act for whom they act: Access Analyzer reports none, with or without aws:SourceAccount.
  if (type === "Service") return value === "*" ? undecided("a service * is none that AWS knows") : onlyTrusted;
  if (value === unknownValue) return undecided("a principal is not known before it is deployed");
  switch (type) {
    case "AWS":
      return reachOfAws(value, trusted);
    case "Federated":
      return reachOfFederation(value, statement, trusted);
    case "CanonicalUser":
      return undecided(`the account of the canonical user ${shortened(value)} does not follow from it`);
  }
}

function reachOfAws(value: string, trusted: TrustedAccess): Reach {
  if (value === "*") return everybody("*");
  if (isAccountId(value)) return reachOfAccount(value, trusted);
  if (/^A[A-Z]{3}[A-Z0-9]{12,}$/.test(value))
    return undecided(`the account of ${value} does not follow from it: AWS shows such an id for a principal that was deleted`);
  if (!/^arn:aws(-[a-z]+)*:(iam|sts)::/.test(value)) return undecided(`${shortened(value)} is no principal that AWS knows`);
  if (/[*?]/.test(value)) return undecided(`AWS takes no wildcards in a principal's ARN: ${shortened(value)}`);
  return reachOfArn(value, trusted);
}
