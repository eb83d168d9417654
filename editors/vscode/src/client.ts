/** The life of the server: one at a time, started, stopped and restarted in order. */

import {
  type CancellationToken,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  type Position,
  type TextDocument,
  Uri,
  commands,
  env,
  window,
  workspace,
} from "vscode";
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
  State,
} from "vscode-languageclient/node";
import type { Choice } from "./picture/messages";
import type { Result } from "./picture/feed";
import { findServer, type Server, ServerMissing } from "./server";
import { settings } from "./settings";
import type { Status } from "./status";

/** A server that ends more often than this within the window is left alone. */
const MAX_CRASHES = 4;
const CRASH_WINDOW_MS = 3 * 60 * 1000;
/** How long a server may take to shut down before its process is ended. */
const STOP_TIMEOUT_MS = 2000;

/** Files on disk, unsaved ones, and folders without a disk (the text alone is analysed); not the old side of a diff. */
export const FILES = ["file", "untitled", "vscode-vfs"].map((scheme) => ({
  language: "python",
  scheme,
}));

/** Cells of notebooks: the server asks for whole notebooks, and knows the cells by these documents. */
const CELLS = { language: "python", scheme: "vscode-notebook-cell" };

/** Logs what the library would show in a box of its own; `Client` tells what a user can act on. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Client {
  private client: LanguageClient | undefined;
  /** The one whose end is already decided: nothing more is sent to it. */
  private leaving: LanguageClient | undefined;
  private crashes: number[] = [];
  /** Tail of the queue: starts and stops never overlap. */
  private queue: Promise<void> = Promise.resolve();
  private readonly running = new EventEmitter<void>();
  /** A server runs and has answered. */
  readonly onRunning = this.running.event;
  private readonly refreshed = new EventEmitter<void>();
  /** Pictures may differ, though the text is the same: settings have changed. */
  readonly onPictureRefresh = this.refreshed.event;

  constructor(
    private readonly context: ExtensionContext,
    private readonly output: LogOutputChannel,
    private readonly status: Status,
  ) {}

  /** Stops the server if there is one and starts it anew; never rejects. */
  restart(): Promise<void> {
    this.leaving = this.client;
    return this.enqueue(async () => {
      this.crashes = [];
      await this.stopNow();
      await this.startNow();
    });
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.stopNow());
  }

  /** Asks why the recursion under the cursor is not offered as a loop; the server shows the answer. */
  async explainRewrite(): Promise<void> {
    const editor = window.activeTextEditor;
    if (editor === undefined || this.client?.state !== State.Running) {
      return;
    }
    const { uri } = editor.document;
    const { line, character } = editor.selection.active;
    await this.client.sendRequest("workspace/executeCommand", {
      command: "memlens.explainRewrite",
      arguments: [this.client.code2ProtocolConverter.asUri(uri), { line, character }],
    });
  }

  /** Frames and objects at a position; never rejects. */
  async picture(
    document: TextDocument,
    position: Position,
    choice: Choice,
    token: CancellationToken,
  ): Promise<Result> {
    const client = this.client;
    if (client?.state !== State.Running || this.leaving === client) {
      return undefined;
    }
    try {
      const answer: unknown = await client.sendRequest(
        "memlens/picture",
        {
          textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) },
          position: { line: position.line, character: position.character },
          model: workspace.getConfiguration("memlens").get("model"),
          ...choice,
        },
        token,
      );
      return answer as Result;
    } catch (error) {
      if (!token.isCancellationRequested) {
        this.output.debug(`Picture: ${String(error)}`);
      }
      return undefined;
    }
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work).catch((error: unknown) => {
      this.output.error(String(error));
    });
    return this.queue;
  }

  private async startNow(): Promise<void> {
    this.status.starting();
    let server: Server;
    try {
      server = await findServer(
        workspace.getConfiguration("memlens").get("server.path", ""),
        this.context.extensionPath,
        workspace.workspaceFolders?.find((folder) => folder.uri.scheme === "file")?.uri.fsPath,
      );
    } catch (error) {
      if (!(error instanceof ServerMissing)) {
        throw error;
      }
      this.output.error(error.message);
      this.status.failed("no server");
      void this.complain(error.message);
      return;
    }
    this.output.info(`Starting ${server.command} (${server.origin})`);
    const client = this.create(server);
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      const message = `Memlens cannot start: ${server.command} did not answer as a language server.`;
      this.output.error(message, error instanceof Error ? error.message : String(error));
      this.status.failed("the server did not start");
      void this.complain(message);
    }
  }

  private create(server: Server): LanguageClient {
    // What each diagnostic's code links to.
    const pages = Uri.joinPath(this.context.extensionUri, "pages").toString();
    const client: LanguageClient = new QuietClient(
      "memlens",
      "Memlens",
      { command: server.command, args: [] },
      {
        documentSelector: [...FILES, CELLS],
        outputChannel: this.output,
        diagnosticCollectionName: "memlens",
        // Later changes the server asks for itself: it registers for them.
        initializationOptions: () => ({
          ...settings(),
          clientCommands: ["memlens.hideHints", "memlens.showPicture"],
          pictureRefresh: true,
          pages,
        }),
        markdown: { isTrusted: { enabledCommands: ["memlens.hideHints"] } },
        initializationFailedHandler: () => false,
        middleware: {
          workspace: {
            didChangeConfiguration: async (sections, next) => {
              if (this.leaving !== client) {
                await next(sections);
              }
            },
          },
        },
        errorHandler: {
          // A broken message is logged; a broken pipe is followed by `closed`.
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => this.closed(client),
        },
      },
    );
    client.onNotification("memlens/pictureRefresh", () => {
      if (this.client === client) {
        this.refreshed.fire();
      }
    });
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) {
        return;
      }
      if (newState === State.Running) {
        const version = client.initializeResult?.serverInfo?.version;
        this.status.running(version, `${server.command} (${server.origin})`);
        this.running.fire();
      }
    });
    return client;
  }

  /** The server's process ended by itself: again, unless it keeps doing so. */
  private closed(client: LanguageClient): CloseHandlerResult {
    const stays = { action: CloseAction.DoNotRestart, handled: true };
    if (this.client !== client || client.state === State.Starting) {
      return stays; // Replaced meanwhile, or it never ran: startNow tells.
    }
    const now = Date.now();
    this.crashes = this.crashes.filter((time) => now - time < CRASH_WINDOW_MS);
    this.crashes.push(now);
    if (this.crashes.length <= MAX_CRASHES) {
      this.status.starting();
      return {
        action: CloseAction.Restart,
        handled: true,
        message: "The server ended unexpectedly and is started again.",
      };
    }
    this.status.failed("the server keeps ending");
    void this.complain(
      `The Memlens server ended ${String(this.crashes.length)} times within three minutes and is not started again.`,
    );
    return stays;
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) {
      return;
    }
    try {
      await client.dispose(STOP_TIMEOUT_MS);
    } catch (error) {
      // It ended before it could be asked to, or would not answer; either way it is gone.
      this.output.debug(`Stopping: ${String(error)}`);
    }
  }

  private async complain(message: string): Promise<void> {
    const open = "Open Settings";
    const again = "Restart Server";
    const show = "Show Output";
    const answer = await window.showErrorMessage(message, open, again, show);
    if (answer === open) {
      await openServerSetting();
    }
    if (answer === again) {
      await this.restart();
    }
    if (answer === show) {
      this.output.show();
    }
  }
}

/** The setting belongs to the machine the server runs on: in a remote window to the other one. */
async function openServerSetting(): Promise<void> {
  if (env.remoteName === undefined) {
    await commands.executeCommand("workbench.action.openSettings", "memlens.server.path");
    return;
  }
  await commands.executeCommand("workbench.action.openRemoteSettings", {
    query: "memlens.server.path",
  });
}
