import type { ApiAnalyzerType, Criterion } from "./analyzer";

/** Why a rule hides more than somebody may have meant. */
export interface HidingReason {
  /**
   * `public`: findings about public access may match. `any`: nothing but what anybody may be or choose decides, so that anybody's access may match.
   * `resourceAlone`: nothing but names of resources decides, which whoever makes a resource chooses.
   */
  kind: "public" | "any" | "resourceAlone";
  /** What it could do and how that is kept out, to stand behind "the rule". */
  text: string;
}

/**
 * What an archive rule could hide, worst first; empty for a rule that names whom it is about. AWS archives what matches all keys. How it joins several operators of one
 * key, and whether case matters, is not documented: a key counts as narrow only if each of its operators is.
 *
 * Only external access can be public; of the other types' filters any positive criterion is narrow enough.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function hidesFindings(type: ApiAnalyzerType, filter: Record<string, Criterion>): HidingReason[] {
  const criteria = Object.entries(filter);
  if (type !== "ACCOUNT" && type !== "ORGANIZATION")
    return criteria.some(([, criterion]) => isNarrow(criterion, { eq: namesSomething, contains: namesSomething }))
      ? []
      : [{ kind: "any", text: "could archive whatever is found; name what it is about with eq or contains" }];
  const isNamed = criteria.some(([key, criterion]) => namesWhom(type, key, criterion));
  const isResource = criteria.some(([key, criterion]) => key === "resource" && isNarrow(criterion, { eq: namesSomething }));
  return [
    ...(criteria.some(([key, criterion]) => keepsPublicOut(key, criterion)) ? [] : [hidesPublic]),
    ...(isNamed ? [] : [isResource ? hidesByName : hidesAny]),
  ];
}

const hidesPublic: HidingReason = { kind: "public", text: 'could archive public access; isPublic: { eq: ["false"] } keeps it out' };
const hidesAny: HidingReason = {
  kind: "any",
  text: "could archive anybody's access; name who gets it: a principal or a condition, with eq or contains",
};
const hidesByName: HidingReason = {
  kind: "resourceAlone",
  text: "archives whatever access its resources give, and their names can be chosen; name who gets it as well",
};

/** A finding about public access has `isPublic` true, and `*` for a principal: no finding of one account, organization or network is public. */
function keepsPublicOut(key: string, criterion: Criterion): boolean {
  switch (key) {
    case "isPublic":
      return isNarrow(criterion, {
        eq: (value) => value.toLowerCase() !== "true",
        contains: (value) => !"true".includes(value.toLowerCase()),
        neq: (values) => values.includes("true"),
        exists: (exists) => !exists,
      });
    case "error":
      // What could not be analyzed does not say whether it is public.
      return isNarrow(criterion, { eq: () => true, contains: () => true, exists: (exists) => exists });
    case "principal.AWS":
    case "principal.Federated":
      return isNarrow(criterion, { eq: (value) => /^(\d{12}|arn:[a-z-]+:(iam|sts)::\d{12}:[^*?]+)$/.test(value) });
    case "condition.aws:PrincipalArn":
      return isNarrow(criterion, { eq: (value) => /^arn:[a-z-]+:(iam|sts)::\d{12}:[^*?]+$/.test(value) });
    case "condition.aws:PrincipalOrgID":
    case "condition.aws:PrincipalOrgPaths":
      return isNarrow(criterion, { eq: (value) => /^o-[a-z0-9]{10,32}(\/|$)/.test(value) });
    case "condition.aws:SourceVpc":
      return isNarrow(criterion, { eq: (value) => /^vpc-[0-9a-f]+$/.test(value) });
    case "condition.kms:CallerAccount":
      return isNarrow(criterion, { eq: (value) => /^\d{12}$/.test(value) });
    default:
      return false;
  }
}

/** Whether the key says who gets access, or in an organization whose resources they are. */
function namesWhom(type: ApiAnalyzerType, key: string, criterion: Criterion): boolean {
  if (key.startsWith("principal.") || key.startsWith("condition."))
    return isNarrow(criterion, { eq: namesSomething, contains: namesSomething });
  return type === "ORGANIZATION" && key === "resourceOwnerAccount" && isNarrow(criterion, { eq: (value) => /^\d{12}$/.test(value) });
}

interface NarrowIf {
  eq?: (value: string) => boolean;
  contains?: (value: string) => boolean;
  /** All values: none of them may be what the finding has. */
  neq?: (values: string[]) => boolean;
  exists?: (exists: boolean) => boolean;
}

/** Each operator is narrow: an operator that is not listed never is. */
function isNarrow({ eq, contains, neq, exists }: Criterion, narrowIf: NarrowIf): boolean {
  const operators = [
    ...(eq === undefined ? [] : [eq.length > 0 && eq.every((value) => narrowIf.eq?.(value) ?? false)]),
    ...(contains === undefined ? [] : [contains.length > 0 && contains.every((value) => narrowIf.contains?.(value) ?? false)]),
    ...(neq === undefined ? [] : [narrowIf.neq?.(neq) ?? false]),
    ...(exists === undefined ? [] : [narrowIf.exists?.(exists) ?? false]),
  ];
  return operators.length > 0 && operators.every(Boolean);
}

/** More than wildcards, every address and what is in every ARN. */
function namesSomething(value: string): boolean {
  if (/^(0\.0\.0\.0|::)\/0$/.test(value)) return false;
  return value.split(/[:/*?]+/).some((word) => word.length > 2 && !inEveryArn.test(word));
}

const inEveryArn = /^(arn|aws|aws-us-gov|aws-eusc|aws-cn|iam|sts|root|role|user|assumed-role|saml-provider|oidc-provider)$/;
