// Who is in the pretend world: people, their accounts in both messengers, and the bot.
import { say } from "./words.js";

const HUES = ["violet", "blue", "amber", "teal", "rose", "slate"];
const world = { people: [], groups: [], slackBot: null, robot: null };

export const BOT_NAMES = { slack: "paidan", dingtalk: "派单" };

export function settle(people, state, groups) {
  world.groups = groups;
  world.people = people.map((person, index) => ({ ...person, hue: HUES[index % HUES.length] }));
  world.slackBot = state?.slack?.bot_user ?? null;
  world.robot = state?.dingtalk?.robot_code ?? null;
}

export const everybody = () => world.people;
export const slackBot = () => world.slackBot;
export const named = (name) => world.people.find((person) => person.name === name);
export const byRole = (role) => world.people.find((person) => person.role === role);
export const byAccount = (messenger, id) => world.people.find((person) => person[messenger] === id);

export const groupHandle = (id) => world.groups.find((group) => group.id === id)?.handle ?? id;

export function nameIn(messenger, person) {
  return person[`${messenger}_name`] || person.name;
}

/** The name that an account shows in its messenger. */
export function accountName(messenger, id) {
  const person = byAccount(messenger, id);
  if (person) return nameIn(messenger, person);
  if (id && (id === world.slackBot || id === world.robot)) return BOT_NAMES[messenger];
  return id ?? "";
}

/** Both names of a person: 小李 / Ana. */
export function bothNames(person) {
  const names = [person.name, person.slack_name].filter(Boolean);
  return [...new Set(names)].join(" / ");
}

export function roleName(person) {
  return say(`role.${person.role}`, {}, person.role);
}
