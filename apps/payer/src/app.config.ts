export default defineAppConfig({
  pages: [
    'pages/home/index',
    'pages/people/index',
    'pages/declare/index',
    'pages/check/index',
    'pages/result/index',
  ],
  animation: false,
  window: {
    navigationBarTitleText: '参保缴费',
    navigationBarBackgroundColor: '#0f4c8a',
    navigationBarTextStyle: 'white',
    backgroundColor: '#f2f5f9',
  },
});
