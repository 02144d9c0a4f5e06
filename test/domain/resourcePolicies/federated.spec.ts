import { unknownValue } from "../../../domain/unknownValue";
import { allow, decide, own, stranger, type Row } from "./table";

const assume = { Action: "sts:AssumeRoleWithWebIdentity", Resource: undefined };
const web = (Federated: unknown, Condition?: unknown) => allow({ Federated }, Condition, assume);
const oidc = (issuer: string, Condition?: unknown, account = own) => web(`arn:aws:iam::${account}:oidc-provider/${issuer}`, Condition);

const github = "token.actions.githubusercontent.com";
const audience = { [`${github}:aud`]: "sts.amazonaws.com" };
const subject = (sub: unknown) => oidc(github, { StringEquals: audience, StringLike: { [`${github}:sub`]: sub } });
const eks = "oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456789";

const harmless: Row[] = [
  ["an audience of a cluster", oidc(eks, { StringEquals: { [`${eks}:aud`]: "sts.amazonaws.com" } }), "harmless", "trust"],
  [
    "a subject of one's own provider",
    oidc("login.example.com", { StringLike: { "login.example.com:sub": "deploy:*" } }),
    "harmless",
    "trust",
  ],
  [
    "a repository of GitHub",
    oidc(github, { StringEquals: { ...audience, [`${github}:sub`]: "repo:acme/app:ref:refs/heads/main" } }),
    "harmless",
    "trust",
  ],
  ["any branch of a repository", subject("repo:acme/app:*"), "harmless", "trust"],
  ["any repository of an owner", subject("repo:acme/*"), "harmless", "trust"],
  ["an owner by id, in an organization's own form", subject("repository_owner_id:1234:environment:production"), "harmless", "trust"],
  ["a repository by its claim", oidc(github, { StringEquals: { ...audience, [`${github}:repository`]: "acme/app" } }), "harmless", "trust"],
  [
    "a group of GitLab",
    oidc("gitlab.com", { StringLike: { "gitlab.com:sub": "project_path:acme/*:ref_type:branch:ref:main" } }),
    "harmless",
    "trust",
  ],
  [
    "an organization of Terraform Cloud",
    oidc("app.terraform.io", { StringLike: { "app.terraform.io:sub": "organization:acme:project:*:workspace:*:run_phase:*" } }),
    "harmless",
    "trust",
  ],
  [
    "a service account of a cluster",
    oidc(eks, { StringEquals: { [`${eks}:sub`]: "system:serviceaccount:app:reader" } }),
    "harmless",
    "trust",
  ],
  [
    "a client of Google",
    web("accounts.google.com", { StringEquals: { "accounts.google.com:aud": "1234.apps.googleusercontent.com" } }),
    "harmless",
    "trust",
  ],
  [
    "an identity pool of Cognito",
    web("cognito-identity.amazonaws.com", { StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-central-1:12345678-ab" } }),
    "harmless",
    "trust",
  ],
  ["an app of Facebook", web("graph.facebook.com", { StringEquals: { "graph.facebook.com:app_id": "1234" } }), "harmless", "trust"],
  ["an app of Amazon", web("www.amazon.com", { StringEquals: { "www.amazon.com:app_id": "amzn1.application" } }), "harmless", "trust"],
  [
    "SAML with its audience",
    web(`arn:aws:iam::${own}:saml-provider/corp`, { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } }),
    "harmless",
    "trust",
  ],
  ["SAML, which knows whom its metadata knows", web(`arn:aws:iam::${own}:saml-provider/corp`), "harmless", "trust"],
];

const open: Row[] = [
  ["a repository behind anything", subject("*:repo:acme/app"), "public", "trust"],
  [
    "an organization of Buildkite that begins so",
    oidc("agent.buildkite.com", { StringLike: { "agent.buildkite.com:sub": "organization:acme*" } }),
    "public",
    "trust",
  ],
  ["all of GitHub", oidc(github), "public", "trust"],
  ["all of GitHub, for AWS's audience, which anybody can ask for", oidc(github, { StringEquals: audience }), "public", "trust"],
  ["any subject of GitHub", subject("*"), "public", "trust"],
  ["any repository of GitHub", subject("repo:*"), "public", "trust"],
  ["owners that begin so", subject("repo:acme*"), "public", "trust"],
  ["a repository's name with any owner", subject("repo:*/app:*"), "public", "trust"],
  ["a branch of any repository", subject("*:ref:refs/heads/main"), "public", "trust"],
  ["a repository or any", subject(["repo:acme/app:*", "*"]), "public", "trust"],
  ["a subject if there is one", oidc(github, { StringEqualsIfExists: { [`${github}:sub`]: "repo:acme/app:*" } }), "public", "trust"],
  ["all subjects but one", oidc(github, { StringNotEquals: { [`${github}:sub`]: "repo:acme/app" } }), "public", "trust"],
  [
    "ForAllValues, which passes without the claim",
    oidc(github, { "ForAllValues:StringLike": { [`${github}:sub`]: "repo:acme/app:*" } }),
    "public",
    "trust",
  ],
  ["another provider's claim", oidc(github, { StringEquals: { "gitlab.com:sub": "project_path:acme/x" } }), "public", "trust"],
  ["a claim that every object has", oidc(github, { StringEquals: { [`${github}:constructor`]: "x" } }), "public", "trust"],
  ["all of GitLab", oidc("gitlab.com", { StringEquals: { "gitlab.com:aud": "https://gitlab.com" } }), "public", "trust"],
  [
    "all of Terraform Cloud",
    oidc("app.terraform.io", { StringEquals: { "app.terraform.io:aud": "aws.workload.identity" } }),
    "public",
    "trust",
  ],
  ["everybody with a Google account", web("accounts.google.com"), "public", "trust"],
  ["everybody with a Facebook account", web("graph.facebook.com"), "public", "trust"],
  [
    "every identity pool of Cognito",
    web("cognito-identity.amazonaws.com", { "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" } }),
    "public",
    "trust",
  ],
  ["every federated identity", web("*"), "public", "trust"],
  [
    "a provider elsewhere",
    web(`arn:aws:iam::${stranger}:saml-provider/corp`),
    `outside arn:aws:iam::${stranger}:saml-provider/corp`,
    "trust",
  ],

  [
    "an audience, which anybody may be able to ask for",
    oidc("login.example.com", { StringEquals: { "login.example.com:aud": "aws" } }),
    "undecided",
    "trust",
  ],
  ["whoever a cluster knows", oidc(eks), "undecided", "trust"],
  ["any subject of one's own provider", oidc("login.example.com", { StringLike: { "login.example.com:sub": "*" } }), "undecided", "trust"],
  ["a subject that is not known yet", oidc(github, { StringEquals: { [`${github}:sub`]: unknownValue } }), "undecided", "trust"],
  ["a provider that is not known yet", web(unknownValue), "undecided", "trust"],
  ["what is no provider", web("login.example.com"), "undecided", "trust"],
];

describe("whom an identity provider lets in", () => {
  decide(harmless);
  decide(open);
});
