import assert from "node:assert/strict";

/** Values by path: `github.event.number`, `needs.plan.outputs.jobs`. */
export type Contexts = Readonly<Record<string, unknown>>;

/** Whether a job or step that came to its turn runs. `failed`: something before it did. */
export function condition(text: string | boolean | undefined, contexts: Contexts, failed: boolean): boolean {
  const expression = String(text ?? "success()").replace(/^\$\{\{(.*)\}\}$/s, "$1");
  const says = Boolean(evaluate(expression, contexts, failed));
  return /\b(always|failure|success|cancelled)\(\)/.test(expression) ? says : says && !failed;
}

/** The text with what `${{ }}` stands for; a value of another kind where it is nothing else. */
export function interpolate(text: string, contexts: Contexts): unknown {
  const whole = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text);
  if (whole?.[1] !== undefined) return evaluate(whole[1], contexts);
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => String(evaluate(expression, contexts) ?? ""));
}

/** The part of GitHub's expressions that the workflows use; anything else throws. */
function evaluate(text: string, contexts: Contexts, failed = false): unknown {
  const tokens = text.match(/'(?:[^']|'')*'|[A-Za-z_][\w.-]*|\d+|&&|\|\||==|!=|[!(),]|\S/g) ?? [];
  const value = or();
  assert.equal(tokens.length, 0, `${text}: ${tokens.join(" ")} is left`);
  return value;

  function or(): unknown {
    let left = and();
    while (took("||")) {
      const right = and();
      left = left || right;
    }
    return left;
  }

  function and(): unknown {
    let left = equality();
    while (took("&&")) {
      const right = equality();
      left = left && right;
    }
    return left;
  }

  function equality(): unknown {
    const left = term();
    if (took("==")) return (left ?? "") === (term() ?? "");
    if (took("!=")) return (left ?? "") !== (term() ?? "");
    return left;
  }

  function term(): unknown {
    if (took("!")) return !term();
    if (took("(")) {
      const inner = or();
      expect(")");
      return inner;
    }
    const token = tokens.shift() ?? "";
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^\d+$/.test(token)) return Number(token);
    if (token === "true" || token === "false") return token === "true";
    assert.match(token, /^[A-Za-z_]/, `${text}: ${token} is not understood`);
    return took("(") ? call(token) : lookUp(token);
  }

  function call(name: string): unknown {
    const args: unknown[] = [];
    while (!took(")")) {
      args.push(or());
      took(",");
    }
    switch (name) {
      case "always":
        return true;
      case "success":
        return !failed;
      case "failure":
        return failed;
      case "cancelled":
        return false;
      case "fromJSON":
        return JSON.parse(String(args[0]));
      default:
        throw new Error(`${text}: the function ${name} is not understood`);
    }
  }

  function lookUp(path: string): unknown {
    const [context = "", ...keys] = path.split(".");
    assert.ok(context in contexts, `${text}: there is no context ${context} here`);
    return keys.reduce<unknown>(
      (found, key) => (typeof found === "object" && found !== null ? Object.entries(found).find(([name]) => name === key)?.[1] : undefined),
      contexts[context],
    );
  }

  function took(token: string): boolean {
    if (tokens[0] !== token) return false;
    tokens.shift();
    return true;
  }

  function expect(token: string): void {
    assert.ok(took(token), `${text}: ${token} is missing`);
  }
}
