export default {
  title: 'Assignments',
};
