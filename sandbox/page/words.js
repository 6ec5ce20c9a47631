// The page's own words in Chinese and English. What the bot says comes from the bot, in its languages.
import { remember, remembered } from "./prefs.js";

const WORDS = {
  title: ["派单试用台", "Paidan sandbox"],
  tagline: ["不需要账号，直接上手", "Try the ticket desk, no account needed"],
  "persona.both": ["我现在是", "I am"],
  "persona.one": ["这个窗口里我是", "In this window I am"],
  "role.frontline": ["一线客服", "Frontline"],
  "role.on-call": ["值班", "On call"],
  "role.lead": ["主管", "Lead"],
  "role.warehouse": ["仓库", "Warehouse"],
  "theme.toggle": ["切换深浅色", "Switch light and dark"],
  "language.toggle": ["English", "中文"],
  "language.toggle.label": ["Switch to English", "切换到中文"],
  health: ["机器人健康状况", "Bot health"],
  "health.short": ["健康", "Health"],
  tabs: ["选择窗口", "Choose a window"],
  "slack.name": ["模拟 Slack", "Pretend Slack"],
  "slack.other": ["Pretend Slack", "模拟 Slack"],
  "dingtalk.name": ["模拟钉钉", "Pretend DingTalk"],
  "dingtalk.other": ["Pretend DingTalk", "模拟钉钉"],
  "dingtalk.short": ["钉钉", "DingTalk"],
  "line.on": ["机器人已连接", "Bot connected"],
  "line.off": ["机器人未连接", "Bot not connected"],
  "line.lost": ["与试用台断开，正在重连…", "Sandbox unreachable, reconnecting…"],
  "list.show": ["会话列表", "Conversations"],
  "list.channels": ["频道", "Channels"],
  "list.direct": ["私信", "Direct messages"],
  "list.unread": ["{n} 条未读", "{n} unread"],
  "empty.slack": [
    "这里还没有消息。发一行 /ticket 试试。",
    "Nothing here yet. Send a line starting with /ticket.",
  ],
  "empty.dingtalk": [
    "这里还没有消息。@派单 说一句话试试。",
    "Nothing here yet. Mention @派单 and say what is wrong.",
  ],
  "empty.single": [
    "这里还没有消息。有问题直接说，派单会回复你。",
    "Nothing here yet. Just say what is wrong; the bot answers here.",
  ],
  loading: ["正在载入…", "Loading…"],
  "slack.list": ["Slack 会话列表", "Slack conversations"],
  "dingtalk.list": ["钉钉会话列表", "DingTalk conversations"],
  "slack.messages": ["Slack 消息", "Slack messages"],
  "dingtalk.messages": ["钉钉消息", "DingTalk messages"],
  "thread.messages": ["消息列的内容", "Messages of the thread"],
  newest: ["有新消息", "New messages"],
  "day.today": ["今天", "Today"],
  "day.yesterday": ["昨天", "Yesterday"],
  app: ["应用", "APP"],
  robot: ["机器人", "Bot"],
  "only.you": ["仅你可见", "Only visible to you"],
  edited: ["（已编辑）", "(edited)"],
  write: ["发消息到 {where}", "Message {where}"],
  "write.reply": ["回复…", "Reply…"],
  "write.label": ["写消息", "Write a message"],
  send: ["发送", "Send"],
  "send.keys": ["Enter 发送 · Shift+Enter 换行", "Enter sends · Shift+Enter new line"],
  "insert.command": ["插入 /ticket 命令", "Insert the /ticket command"],
  "insert.mention": ["提到 @paidan", "Mention @paidan"],
  "command.hint": ["将作为斜杠命令发送", "will be sent as a slash command"],
  unacknowledged: [
    "机器人没有及时回应，请稍后再试。",
    "The bot did not answer in time. Try again in a moment.",
  ],
  unconnected: ["机器人还没有连接，稍后再试。", "No bot is connected yet. Try again in a moment."],
  "act.failed": ["没有成功：{why}", "That did not work: {why}"],
  unreachable: ["连不上试用台", "the sandbox cannot be reached"],
  "reply.in.thread": ["在消息列中回复", "Reply in thread"],
  "message.acts": ["消息操作", "Message actions"],
  replies: ["{n} 条回复", "{n} replies"],
  "replies.one": ["1 条回复", "1 reply"],
  thread: ["消息列", "Thread"],
  close: ["关闭", "Close"],
  cancel: ["取消", "Cancel"],
  sure: ["确定吗？", "Are you sure?"],
  yes: ["确定", "Yes"],
  more: ["更多操作", "More actions"],
  choose: ["请选择", "Choose…"],
  "choose.person": ["选择人员", "Choose a person"],
  done: ["完成", "Done"],
  dismiss: ["不再提示", "Dismiss"],
  optional: ["选填", "optional"],
  left: ["还可输入 {n} 字", "{n} characters left"],
  unsupported: ["此处有试用台不支持的内容：{what}", "The sandbox cannot draw this: {what}"],
  "home.tab": ["主页", "Home"],
  "messages.tab": ["消息", "Messages"],
  "home.empty": ["机器人还没有发布主页。", "The bot has not published a home yet."],
  "at.bot": ["@派单", "@派单"],
  "at.bot.label": ["这条消息提到机器人", "Mention the bot in this message"],
  "at.me": ["[有人@我]", "[@ me]"],
  recalled: ["消息已撤回", "Message recalled"],
  card: ["[卡片]", "[Card]"],
  picture: ["[图片]", "[Picture]"],
  file: ["[文件]", "[File]"],
  voice: ["[语音]", "[Voice]"],
  "card.private": ["仅你可见", "Only visible to you"],
  "card.input": ["填写内容", "Your answer"],
  "card.late": ["操作超时，请稍后重试", "Timed out, please try again"],
  "new.from": ["{who}：{text}", "{who}: {text}"],
  hint: ["第一步引导", "First steps"],
  "hint.1": ["在 Slack 的 #frontline 发送", "In Slack, send to #frontline:"],
  "hint.2": ["看卡片出现在钉钉的「IT 支持」群", "Watch the card appear in DingTalk, group IT 支持"],
  "hint.3": ["值班的小王点「受理」", "Press 受理 there, as 小王 on call"],
  "hint.done": ["完成！两边的卡片已经同步。", "Done! The card is up to date on both sides."],
  "hint.both": ["看 Slack 里的同一张卡片", "See the same card in Slack"],
  "hint.done.more": ["接着试试：", "Try next:"],
  "hint.try": ["试一试", "Try it"],
  "hint.look": ["带我去看", "Show me"],
  "hint.again": ["重新引导", "Show the guide"],
};

let chosen = remembered(
  "language",
  navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en",
);

export const language = () => chosen;
export const locale = () => (chosen === "zh" ? "zh-CN" : "en-GB");

export function speak(next) {
  chosen = next;
  remember("language", next);
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
}

/** The words of an entry in the chosen language, with {names} filled in. */
export function say(entry, names = {}, otherwise = entry) {
  const pair = WORDS[entry];
  if (!pair) return otherwise;
  const words = pair[chosen === "zh" ? 0 : 1];
  return words.replace(/\{(\w+)\}/g, (_, name) => names[name] ?? "");
}
