// The sandbox's control interface (docs/SANDBOX.md), one function a call.

/** A call that the sandbox refused, or that never reached it. */
export class CallFailed extends Error {}

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  }).catch(() => {
    throw new CallFailed("unreachable");
  });
  const told = await answer.json().catch(() => null);
  if (!answer.ok) throw new CallFailed(told?.error ?? `HTTP ${answer.status}`);
  return told;
}

const get = (path) => call("GET", path);
const post = (path, body) => call("POST", path, body);
const part = encodeURIComponent;

export const control = {
  state: () => get("/control/state"),
  people: () => get("/control/people"),
};

export const slack = {
  conversations: (as) => get(`/control/slack/conversations?as=${part(as)}`),
  messages: (id, as) => get(`/control/slack/conversations/${part(id)}?as=${part(as)}`),
  command: (body) => post("/control/slack/command", body),
  message: (body) => post("/control/slack/message", body),
  click: (body) => post("/control/slack/click", body),
  submit: (body) => post("/control/slack/submit", body),
  close: (body) => post("/control/slack/close", body),
  shortcut: (body) => post("/control/slack/shortcut", body),
  react: (body) => post("/control/slack/reaction", body),
  usergroups: () => get("/control/slack/usergroups"),
  views: (as) => get(`/control/slack/views?as=${part(as)}`),
  openHome: (body) => post("/control/slack/home", body),
  home: (as) => get(`/control/slack/home?as=${part(as)}`),
};

export const dingtalk = {
  conversations: (as) => get(`/control/dingtalk/conversations?as=${part(as)}`),
  messages: (id, as) => get(`/control/dingtalk/conversations/${part(id)}?as=${part(as)}`),
  message: (body) => post("/control/dingtalk/message", body),
  click: (body) => post("/control/dingtalk/click", body),
};
