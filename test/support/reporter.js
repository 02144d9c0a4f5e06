// Mocha's spec reporter, with each skipped test's reason and the totals written to a file for test/run.js.
"use strict";
const { writeFileSync } = require("node:fs");
const Mocha = require("mocha");

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    // Coverage is of this process; the engine, programs and providers that tests start would only be slowed by it.
    delete process.env.NODE_V8_COVERAGE;
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const file = process.env.TEST_SUMMARY_FILE;
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
};
