/** The panel's commands, its return after a reload, and what the mouse in the text tells it. */

import {
  commands,
  type ExtensionContext,
  languages,
  Position,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
} from "vscode";
import { type Client, FILES } from "../client";
import type { Format, Place } from "./messages";
import { PicturePanel } from "./panel";
import { reopen, reveal } from "./reveal";

const VIEW = "memlens.picture";
const OPEN = "memlens.pictureIsOpen";

export function registerPicture(context: ExtensionContext, client: Client): void {
  const dist = Uri.joinPath(context.extensionUri, "dist");
  let shown: PicturePanel | undefined;

  const adopt = (webview: WebviewPanel): PicturePanel => {
    const panel = new PicturePanel(webview, dist, client);
    webview.iconPath = {
      light: Uri.joinPath(context.extensionUri, "art/panel-light.svg"),
      dark: Uri.joinPath(context.extensionUri, "art/panel-dark.svg"),
    };
    // The hover has nothing to add; it only tells where the mouse is.
    const mouse = languages.registerHoverProvider(FILES, {
      provideHover(document, position) {
        panel.pointedAt(document, position);
        return undefined;
      },
    });
    shown = panel;
    void commands.executeCommand("setContext", OPEN, true);
    webview.onDidDispose(() => {
      mouse.dispose();
      panel.dispose();
      if (shown === panel) {
        shown = undefined;
        void commands.executeCommand("setContext", OPEN, false);
      }
    });
    return panel;
  };

  const show = async (from: unknown): Promise<void> => {
    const line = lineOf(from);
    if (line !== undefined) {
      const document = await reopen(line.uri);
      if (document !== undefined) {
        await reveal(document, new Position(line.line, 0), true);
      }
    }
    if (shown === undefined) {
      const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
      adopt(window.createWebviewPanel(VIEW, "Frames and Objects", column));
      return;
    }
    shown.panel.reveal(undefined, true);
    shown.follow(window.activeTextEditor);
  };

  const save = (format: Format) => async (target: unknown) => {
    await shown?.export(format, fileOf(target));
  };

  context.subscriptions.push(
    commands.registerCommand("memlens.showPicture", show),
    commands.registerCommand("memlens.nextStep", () => shown?.step("next")),
    commands.registerCommand("memlens.previousStep", () => shown?.step("previous")),
    commands.registerCommand("memlens.exportSvg", save("svg")),
    commands.registerCommand("memlens.exportPng", save("png")),
    window.registerWebviewPanelSerializer(VIEW, {
      async deserializeWebviewPanel(webview: WebviewPanel, state: unknown) {
        await adopt(webview).restore(placeOf(state));
      },
    }),
  );
}

/** The menu of the gutter names a line, from 1; a code lens one from 0. */
function lineOf(from: unknown): { uri: Uri; line: number } | undefined {
  if (typeof from !== "object" || from === null || !("uri" in from)) {
    return undefined;
  }
  const { uri } = from;
  if ("line" in from && typeof from.line === "number" && typeof uri === "string") {
    return { uri: Uri.parse(uri, true), line: from.line };
  }
  const lineNumber = "lineNumber" in from ? from.lineNumber : undefined;
  return uri instanceof Uri && typeof lineNumber === "number"
    ? { uri, line: Math.max(lineNumber - 1, 0) }
    : undefined;
}

/** A command's argument: a file's URI, as such or in writing. */
function fileOf(target: unknown): Uri | undefined {
  if (target instanceof Uri) {
    return target;
  }
  return typeof target === "string" && target !== "" ? Uri.parse(target, true) : undefined;
}

/** What the page has kept of where it was. */
function placeOf(state: unknown): Place | undefined {
  if (typeof state !== "object" || state === null || !("place" in state)) {
    return undefined;
  }
  const { place } = state;
  if (typeof place !== "object" || place === null || !("uri" in place)) {
    return undefined;
  }
  const { uri } = place;
  const number = (key: string): number => {
    const value: unknown = (place as Record<string, unknown>)[key];
    return typeof value === "number" ? value : 0;
  };
  return typeof uri === "string"
    ? { uri, line: number("line"), character: number("character") }
    : undefined;
}
