export {
  type PromptSet,
  promptFolder,
  readPrompts,
  taskFor,
  tasksOf,
} from './prompt-set.ts';
export { studentPrompts } from './student-prompts.ts';
export {
  exampleAnswers,
  type PromptTemplate,
  parseTemplate,
  renderPrompt,
  type TeacherTask,
  teacherTasks,
} from './template.ts';
