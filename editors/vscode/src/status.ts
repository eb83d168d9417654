/** The entry among the language status items: which server runs, or why none does. */

import { type Disposable, LanguageStatusSeverity, languages } from "vscode";

export class Status implements Disposable {
  private readonly item = languages.createLanguageStatusItem("memlens", { language: "python" });

  constructor() {
    this.item.name = "Memlens";
  }

  starting(): void {
    this.set("Memlens", "starting", LanguageStatusSeverity.Information, true);
  }

  running(version: string | undefined, server: string): void {
    const name = version === undefined ? "Memlens" : `Memlens ${version}`;
    this.set(name, server, LanguageStatusSeverity.Information, false);
  }

  failed(why: string): void {
    this.set("Memlens", why, LanguageStatusSeverity.Error, false);
  }

  dispose(): void {
    this.item.dispose();
  }

  private set(text: string, detail: string, severity: LanguageStatusSeverity, busy: boolean): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.busy = busy;
    this.item.command =
      severity === LanguageStatusSeverity.Error
        ? { title: "Restart Server", command: "memlens.restartServer" }
        : { title: "Show Output", command: "memlens.showOutput" };
  }
}
