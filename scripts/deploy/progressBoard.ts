import type { PlannedStack } from "../../domain/plan/plannedStacks";
import type { EngineEvent } from "../pulumi";
import { paint, type Style } from "../terminal/style";
import { plural } from "../terminal/text";
import { describeOutcome, isUnchanged, markOf } from "./outcomeText";
import type { StackOutcome } from "./stackOutcome";

interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Milliseconds between two plain lines about what is under way. */
const plainInterval = 30_000;

/**
 * Shows how the roll-out goes, on standard error. On a terminal: a line for each stack that ended, and one rewritten line for those under way.
 * Elsewhere: a line for each stack that changed or failed, and one every 30 seconds that counts the others and names what is under way.
 */
export class ProgressBoard {
  readonly #output: Output;
  readonly #style: Style;
  readonly #running = new Map<string, { doing: string; done: number }>();
  readonly #isPreview: boolean;
  readonly #timer: NodeJS.Timeout | undefined;
  #ended = 0;
  #drawn = false;

  /** @param isPreview nothing is changed: what is said is what would be. */
  constructor(output: Output, style: Style, isPreview = false) {
    this.#output = output;
    this.#style = style;
    this.#isPreview = isPreview;
    if (output.isTTY !== true) this.#timer = setInterval(() => this.#countPlainly(), plainInterval).unref();
  }

  /** A sentence that stays. */
  say(sentence: string): void {
    this.#erase();
    this.#output.write(`${sentence}\n`);
    this.#draw();
  }

  /** What a stack is doing, for the line that is rewritten. */
  doing(stack: PlannedStack, what: string): void {
    this.#running.set(stack.name, { doing: what, done: this.#running.get(stack.name)?.done ?? 0 });
    this.#draw();
  }

  event(stack: PlannedStack, event: EngineEvent): void {
    if (event.kind !== "step") return;
    const done = (this.#running.get(stack.name)?.done ?? 0) + (event.state === "started" ? 0 : 1);
    this.#running.set(stack.name, { doing: `${event.op} ${event.name}`, done });
    this.#draw();
  }

  ended(outcome: StackOutcome): void {
    this.#running.delete(outcome.stack.name);
    this.#ended++;
    if (this.#output.isTTY !== true && isUnchanged(outcome)) return;
    const { mark, colour } = markOf(outcome, this.#style);
    this.say(`${paint(this.#style, colour, mark)} ${outcome.stack.name.padEnd(20)} ${describeOutcome(outcome, this.#isPreview)}`);
  }

  /** Takes the rewritten line away, and says no more by itself. */
  end(): void {
    clearInterval(this.#timer);
    this.#running.clear();
    this.#erase();
  }

  #countPlainly(): void {
    if (this.#running.size > 0) this.#output.write(`${plural(this.#ended, "stack")} ended; under way: ${this.#underWay(", ")}\n`);
  }

  #underWay(separator: string): string {
    return [...this.#running].map(([name, { doing, done }]) => `${name}: ${doing}${done > 0 ? ` (${done} done)` : ""}`).join(separator);
  }

  #draw(): void {
    if (this.#output.isTTY !== true) return;
    this.#erase();
    if (this.#running.size === 0) return;
    const text = this.#underWay("  |  ");
    this.#output.write(text.slice(0, (this.#output.columns ?? 80) - 1));
    this.#drawn = true;
  }

  #erase(): void {
    if (this.#drawn) this.#output.write("\r\u001b[K");
    this.#drawn = false;
  }
}
