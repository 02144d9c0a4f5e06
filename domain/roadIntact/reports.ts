import { roadNames } from "../findings/road";
import type { Condition, Statement } from "../resourcePolicies/policyDocument";
import { scannerSource } from "../scanner/scanReport";

/**
 * What a bus whose policy spares the scanner's role lacks: that nobody else reports in the scanner's name, and that the scanner makes up no event of
 * AWS's. Sentences without their full stop.
 */
export function unlimitedReports(statements: readonly Statement[]): string[] {
  const denials = statements.filter(
    ({ effect, principals, actions }) =>
      effect === "Deny" && !principals.not && principals.entries.some(({ value }) => value === "*") && isAboutEvents(actions),
  );
  if (!denials.some(({ conditions = [] }) => conditions.some(namesScanner))) return [];
  const denies = (source: string, principal: RegExp) =>
    denials.some(
      ({ conditions }) =>
        conditions === undefined ||
        (conditions.some(
          ({ operator, key, values }) => is(operator, source) && is(key, "events:source") && values.join() === scannerSource,
        ) &&
          conditions.some((one) => namesScanner(one) && principal.test(one.operator))),
    );
  return [
    ...(denies("ForAnyValue:StringEquals", /^(arn|string)not(like|equals)$/i)
      ? []
      : [`does not deny ${scannerSource} as a source to all but the scanner: name it in ForAnyValue:StringEquals events:source`]),
    ...(denies("ForAnyValue:StringNotEquals", /^(arn|string)(like|equals)$/i)
      ? []
      : [`does not deny the scanner every source but ${scannerSource}: name it in ForAnyValue:StringNotEquals events:source`]),
  ];
}

function isAboutEvents({ not, values }: Statement["actions"]): boolean {
  return !not && values.some((value) => typeof value === "string" && /^(\*|events:(\*|put\*|putevents))$/i.test(value));
}

function namesScanner({ key, values }: Condition): boolean {
  return is(key, "aws:principalarn") && values.some((value) => String(value).endsWith(`/${roadNames.functions.scanner}`));
}

function is(text: string, other: string): boolean {
  return text.toLowerCase() === other.toLowerCase();
}
