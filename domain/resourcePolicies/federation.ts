import { shortened } from "../configuration/quoted";
import { reachOfConditions } from "./conditions";
import { textKey, type ConditionKey } from "./conditionKeys";
import type { Statement } from "./policyDocument";
import { anyOf, everybody, narrowest, onlyTrusted, undecided, type Reach } from "./reach";
import { reachOfAccount, type TrustedAccess } from "./trusted";

/**
 * Whom an identity provider lets in. A SAML provider knows whom its metadata knows. An OIDC provider that many share knows everybody: a
 * claim has to say whose tokens are meant. Of any other nothing is known, so a claim has to say it too, but it may be private.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
export function reachOfFederation(provider: string, statement: Statement, trusted: TrustedAccess): Reach {
  if (provider === "*") return everybody("every federated identity");
  const [, account, kind, name = provider] = /^arn:aws[a-z-]*:iam::([^:]*):(saml-provider|oidc-provider)\/(.+)$/s.exec(provider) ?? [];
  const isWebIdentity = sharedIssuers.has(provider);
  if (account === undefined && !isWebIdentity) return undecided(`${shortened(provider)} is no identity provider that AWS knows`);
  const ofAccount = account === undefined ? onlyTrusted : reachOfAccount(account, trusted, shortened(provider));
  return anyOf([ofAccount, kind === "saml-provider" ? onlyTrusted : reachOfIssuer(name, statement, trusted)]);
}

/** What a condition should name where everybody of a shared provider is let in: one key for each of `who` that is such. */
export function limitingClaims(who: readonly string[]): string[] {
  return who.flatMap((text) => {
    const issuer = text.startsWith(everyIdentity) ? text.slice(everyIdentity.length) : "";
    return Object.keys(sharedIssuers.get(issuer) ?? {})
      .slice(0, 1)
      .map((claim) => `${issuer}:${claim}`);
  });
}

const everyIdentity = "every identity of ";

function reachOfIssuer(issuer: string, statement: Statement, trusted: TrustedAccess): Reach {
  const shared = sharedIssuers.get(issuer.toLowerCase());
  const claims = reachOfConditions(statement, trusted, (key) => claimOf(issuer.toLowerCase(), shared, key));
  return narrowest(
    shared === undefined
      ? undecided(`whom ${shortened(issuer)} gives tokens to is not known: name a subject with ${shortened(issuer)}:sub`)
      : everybody(everyIdentity + issuer.toLowerCase()),
    claims,
  );
}

/** The claims that say whose token it is. */
function claimOf(issuer: string, shared: Claims | undefined, key: string): ConditionKey | undefined {
  if (!key.startsWith(`${issuer}:`)) return undefined;
  const claim = key.slice(issuer.length + 1);
  const claims = shared ?? (ofOneOwner.test(issuer) ? { ...ownClaims, aud: fixed } : ownClaims);
  const form = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  return form && textKey((value) => (form.test(value) ? onlyTrusted : everybody(`${value} is more than one owner's`)));
}

/** By the name of a claim: what its value has to be like to name one owner. */
type Claims = Readonly<Record<string, RegExp>>;

const fixed = /^[^*?]+$/;
const notAny = /[^*?:]/;
/** `organization:acme:...`: a pattern may be open only behind the owner. */
const ownerSecond = /^[^*?:/]+:[^*?:/]+([:/]|$)/;

/** Of a provider that may be one's own. Of some that many share anybody can ask for any audience. */
const ownClaims: Claims = { sub: notAny, email: notAny, groups: notAny };
/** A cluster's and a user pool's: their address names them. */
const ofOneOwner = /^(oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/id\/|cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/)./;

const github: Claims = {
  // Also as an organization may have its subjects made: `repository_owner_id:123:...`.
  sub: /^([^*?]*:)?(repo:[^*?/:]+\/|(repository|job_workflow_ref):[^*?/:]+\/|(repository_id|repository_owner|repository_owner_id|enterprise|enterprise_id):[^*?:]+(:|$))/,
  repository: /^[^*?/]+\//,
  job_workflow_ref: /^[^*?/]+\//,
  repository_id: fixed,
  repository_owner: fixed,
  repository_owner_id: fixed,
  enterprise: fixed,
  enterprise_id: fixed,
};

/** Those that many share, by the claim that AWS demands first: its page lists them. */
const sharedIssuers: ReadonlyMap<string, Claims> = new Map(
  Object.entries<Claims>({
    "token.actions.githubusercontent.com": github,
    "vstoken.actions.githubusercontent.com": github,
    "oidc-configuration.audit-log.githubusercontent.com": { sub: fixed },
    "gitlab.com": { sub: ownerSecond, namespace_path: fixed, project_path: /^[^*?/]+\//, namespace_id: fixed, project_id: fixed },
    "app.terraform.io": { sub: ownerSecond },
    "agent.buildkite.com": { sub: ownerSecond },
    "oidc.codefresh.io": { sub: ownerSecond },
    "studio.datachain.ai/api": { sub: ownerSecond },
    "proidc.upbound.io": { sub: ownerSecond },
    "scalr.io": { sub: ownerSecond },
    "tokens.cloud.shisho.dev": { sub: ownerSecond },
    "api.pulumi.com/oidc": { aud: fixed, sub: /^pulumi:[a-z]+:org:[^*?:]+:/ },
    "oidc.vercel.com": { aud: fixed, sub: ownerSecond },
    "sandboxes.cloud": { aud: fixed },
    "accounts.google.com": { aud: fixed, oaud: fixed, azp: fixed, sub: fixed },
    "graph.facebook.com": { app_id: fixed, id: fixed },
    "www.amazon.com": { app_id: fixed, user_id: fixed },
    "cognito-identity.amazonaws.com": { aud: fixed, sub: fixed },
  }),
);
