import type { PlannedStack } from "../../domain/plan/plannedStacks";
import type { EngineEvent } from "../pulumi";
import { paint, type Style } from "../terminal/style";
import { describeOutcome, markOf } from "./outcomeText";
import type { StackOutcome } from "./stackOutcome";

interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Tells how the roll-out goes, on standard error: a line for each stack that ended and, on a terminal, one rewritten line for those under way. */
export class ProgressBoard {
  readonly #output: Output;
  readonly #style: Style;
  readonly #running = new Map<string, { doing: string; done: number }>();
  #drawn = false;

  constructor(output: Output, style: Style) {
    this.#output = output;
    this.#style = style;
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
    const { mark, colour } = markOf(outcome, this.#style);
    this.say(`${paint(this.#style, colour, mark)} ${outcome.stack.name.padEnd(20)} ${describeOutcome(outcome)}`);
  }

  /** Takes the rewritten line away. */
  end(): void {
    this.#running.clear();
    this.#erase();
  }

  #draw(): void {
    if (this.#output.isTTY !== true) return;
    this.#erase();
    if (this.#running.size === 0) return;
    const text = [...this.#running].map(([name, { doing, done }]) => `${name}: ${doing}${done > 0 ? ` (${done} done)` : ""}`).join("  |  ");
    this.#output.write(text.slice(0, (this.#output.columns ?? 80) - 1));
    this.#drawn = true;
  }

  #erase(): void {
    if (this.#drawn) this.#output.write("\r\u001b[K");
    this.#drawn = false;
  }
}
