// Block Kit drawn as elements. `context` = {act(element, choice, control), values, busy…}: see slack-elements.js.
import { h, icon } from "./dom.js";
import { drawElement } from "./slack-elements.js";
import { inputBlock } from "./slack-inputs.js";
import { mrkdwn, textObject } from "./slack-text.js";
import { markdown } from "./markdown.js";
import { picture } from "./pictures.js";
import { say } from "./words.js";

const BLOCKS = {
  header: (block) => h("h4", { class: "block-header" }, textObject(block.text)),
  section,
  context: contextBlock,
  divider: () => h("hr", { class: "block-divider" }),
  actions,
  image: imageBlock,
  input: inputBlock,
  markdown: (block) => h("div", { class: "block-markdown" }, markdown(block.text)),
  rich_text: (block) => h("div", { class: "block-section" }, richText(block.elements)),
};

export function drawBlocks(blocks, context) {
  return h(
    "div",
    { class: "blocks" },
    blocks.map((block, index) => drawBlock(block, context, index)),
  );
}

function drawBlock(block, context, index) {
  const named = { ...block, block_id: block.block_id ?? `block-${index}` };
  const draw = BLOCKS[block.type];
  if (draw) return draw(named, context);
  return h("p", { class: "block-unknown" }, say("unsupported", { what: block.type }));
}

function section(block, context) {
  const words = h("div", { class: "block-words" });
  if (block.text) words.append(h("div", { class: "mrkdwn" }, textObject(block.text)));
  if (block.fields?.length)
    words.append(
      h(
        "div",
        { class: "block-fields" },
        block.fields.map((field) => h("div", { class: "mrkdwn" }, textObject(field))),
      ),
    );
  const accessory =
    block.accessory &&
    h("div", { class: "block-accessory" }, drawElement(block.accessory, block, context));
  return h("div", { class: "block-section" }, words, accessory);
}

function contextBlock(block) {
  const parts = (block.elements ?? []).map((element) =>
    element.type === "image"
      ? picture(element, "context-picture")
      : h("span", { class: "mrkdwn" }, textObject(element)),
  );
  return h("div", { class: "block-context" }, parts);
}

function actions(block, context) {
  return h(
    "div",
    { class: "block-actions", role: "group" },
    (block.elements ?? []).map((element) => drawElement(element, block, context)),
  );
}

function imageBlock(block) {
  const title = block.title && h("figcaption", {}, textObject(block.title));
  return h("figure", { class: "block-image" }, title, picture(block, ""));
}

const RICH_STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

function richText(elements = []) {
  return elements.flatMap((element) => {
    if (element.elements)
      return [
        h(
          element.type === "rich_text_quote" ? "blockquote" : "div",
          {},
          richText(element.elements),
        ),
      ];
    if (element.type === "user") return mrkdwn(`<@${element.user_id}>`);
    if (element.type === "link") return mrkdwn(`<${element.url}|${element.text ?? element.url}>`);
    if (element.type === "emoji") return mrkdwn(`:${element.name}:`);
    const style = Object.keys(element.style ?? {}).find((name) => RICH_STYLES[name]);
    return [style ? h(RICH_STYLES[style], {}, element.text ?? "") : (element.text ?? "")];
  });
}

/** Files that hang on a message. */
export function fileList(files) {
  if (!files?.length) return null;
  const one = (file) => {
    const address = file.url ?? file.permalink ?? "";
    if ((file.mimetype ?? "").startsWith("image/") && address)
      return picture({ image_url: address, alt_text: file.name ?? file.title ?? "" }, "");
    const words = file.name || file.title || say("file");
    const named = address ? h("a", { href: address, download: "" }, words) : words;
    return h("span", { class: "file" }, icon("file"), named);
  };
  return h("div", { class: "files" }, files.map(one));
}
