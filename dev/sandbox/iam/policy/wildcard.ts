/** Stands for any run of characters. */
const any = Symbol("*");
/** Stands for exactly one character. */
const one = Symbol("?");

/** A pattern taken apart: characters that stand for themselves, and wildcards. */
export type Pattern = readonly (string | typeof any | typeof one)[];

/** Looks up a policy variable; undefined when the request has no such key. */
export type Variables = (name: string) => string | undefined;

/**
 * Takes a policy's pattern apart and puts values in place of `${...}` variables. Wildcards inside a value stand for themselves.
 *
 * @param variables none for text in which `${` has no meaning: actions, and policies of version 2008-10-17.
 *
 * @returns nothing when a variable has no value and no default: such an element never matches.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parsePattern(text: string, variables?: Variables): Pattern | undefined {
  const pattern: (string | typeof any | typeof one)[] = [];
  for (const part of text.split(/(\$\{[^}]*\})/)) {
    if (variables && part.startsWith("${")) {
      const value = valueOf(part.slice(2, -1), variables);
      if (value === undefined) return undefined;
      pattern.push(...value);
    } else {
      for (const character of part) pattern.push(character === "*" ? any : character === "?" ? one : character);
    }
  }
  return pattern;
}

/** Whether the whole text fits. Takes time in proportion to the product of both lengths at most. */
export function matches(pattern: Pattern, text: string): boolean {
  const characters = [...text];
  let at = 0;
  let inPattern = 0;
  let retryAt = 0;
  let retryInPattern = -1;
  while (at < characters.length) {
    const token = pattern[inPattern];
    if (token === any) {
      retryInPattern = ++inPattern;
      retryAt = at;
    } else if (token === one || token === characters[at]) {
      inPattern++;
      at++;
    } else if (retryInPattern >= 0) {
      // The last * has to take one character more.
      inPattern = retryInPattern;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === any) inPattern++;
  return inPattern === pattern.length;
}

/** `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and the three characters that cannot be written otherwise. */
function valueOf(expression: string, variables: Variables): string | undefined {
  if (expression === "*" || expression === "?" || expression === "$") return expression;
  const [, name = "", fallback] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(expression) ?? [];
  return variables(name) ?? fallback;
}
