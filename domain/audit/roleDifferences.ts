import { policyDocument } from "../policies/grant";
import type { OurRole } from "../policies/ourRoles";
import type { FoundRole } from "./foundRoles";
import { policyDifferences } from "./policyDifferences";

/** What differs between a role as it is to be and as it was found, in words; empty when nothing does. */
export function roleDifferences(planned: OurRole, found: FoundRole): string[] {
  const there = new Map(found.policies.map(({ name, document }) => [name, document]));
  const wanted = new Map(planned.policies.map(({ name, grants }) => [name, policyDocument(grants)]));
  return [
    ...(found.path === planned.path ? [] : [`its path is ${found.path}, planned ${planned.path}`]),
    ...policyDifferences(planned.trust, found.trust).map((difference) => `its trust policy ${difference}`),
    ...boundaryDifference(planned.boundary, found.boundary),
    ...[...wanted].flatMap(([name, document]) =>
      there.has(name)
        ? policyDifferences(document, there.get(name)).map((difference) => `inline policy ${name} ${difference}`)
        : [`inline policy ${name} is not there`],
    ),
    ...[...there.keys()].filter((name) => !wanted.has(name)).map((name) => `inline policy ${name} is not planned`),
    ...found.attached.map((arn) => `managed policy ${arn} is attached, which is not planned`),
  ].map((difference) => `${planned.name}: ${difference}`);
}

function boundaryDifference(planned: string | undefined, found: string | undefined): string[] {
  if (planned === found) return [];
  return [`its permissions boundary is ${found ?? "not there"}, planned ${planned ?? "none"}`];
}
