// `socratic-cot/teacher`: teachers as objects (from a name such as `openai:gpt-4.1-mini`, or from any model of the AI SDK), the prompts
// that they get, and the store that keeps every answer that was paid for.

export {
  createTeacher,
  ownTeacher,
  type Parameters,
  type Price,
  type PromptSet,
  parseTeacherSpec,
  ResponseStore,
  readPrompts,
  type Teacher,
  type TeacherSpec,
} from './teacher/index.ts';
