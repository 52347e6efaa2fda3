export const HELP = {
  en: `Muster: say it, prove it, run it.

  npm start                                    a simulated warehouse, its console, and a first task
  npm run muster -- VERB …

  run "<task>"      say, prove, run in simulation, report        --scene S --yes --speed N|max --planner built-in|language-model --record FILE[.mcap] --dry-run
  plan "<task>"     stop before anything moves                   --scene S
  serve             dispatcher and console                       --scene S --port N --robot ID=ws://HOST:PORT --journal FILE|none
  sim               the simulator as a rosbridge server          --scene S --port 9090 --world FILE (kept over a restart) --dialect ros1|ros2 --controls (faults as services)
  rehearse PLAN.json|"<task>"   through seeded futures with faults   --seeds 50; --seed K plays one again, --to FILE records it
  verify PLAN.json  the checker alone                            --scene S
  verify --pddl DOMAIN PROBLEM PLAN
  check PATH…       lint scenes, robots, skills, rules           default: the project's scenes
  replay RUN        a recorded run (.json, .mcap) again, same hash  --at S shows that second; --fork S --do JSON --seconds N --to FILE goes on from it
  export PLAN.json --to pddl|bt-xml|scxml|mermaid --scene S · export RUN --to mcap --dialect ros1|ros2
  schema scene|robot|device|skill|rule|task|plan
  status · approve · stop · pause · resume · cancel              against a running serve (--address URL)
  skip · retry · complete STEP · reassign STEP ROBOT · retarget STEP ARGUMENT VALUE · take-over · hand-back ROBOT · reset --reason
  bench [NAME]      measured numbers beside those of peers
  doctor [ws://HOST:PORT] [--vram GB]   what is reachable (model, console, data, a robot's bridge), what fits a card
  init DIR [--from map.yaml]   a new scene, from a ROS map where there is one

  Every verb takes --json (one JSON document on stdout) and --language en|zh.
  Exit codes: 0 done · 10 refused · 11 asked · 12 partly · 13 failed · 14 invalid · 15 problems found · 20 limit · 21 time-out ·
              30 usage · 31 bad input · 32 broken · 33 unreachable
`,
  zh: `Muster：说出来，证明它，执行它。

  npm start                                    仿真仓库、控制台和第一个任务
  npm run muster -- 动词 …

  run "<任务>"      说、证明、在仿真中执行、报告                 --scene S --yes --speed N|max --planner built-in|language-model
  plan "<任务>"     只到计划，不移动任何东西                     --scene S
  serve             调度器和控制台                               --scene S --port N --robot ID=ws://主机:端口 --journal 文件|none
  sim               作为 rosbridge 服务器的仿真器                --scene S --port 9090 --world 文件（重启后延续） --dialect ros1|ros2 --controls（以服务注入故障）
  rehearse 计划.json|"<任务>"   在带故障的多个未来中推演           --seeds 50；--seed K 重放其中一个，--to 文件 记录它
  verify PLAN.json  单独使用检查器                               --scene S
  verify --pddl 领域 问题 计划
  check 路径…       检查场景、机器人、技能、规则                 默认检查本项目的场景
  replay 运行.json  重放录制的运行，哈希相同                     --at 秒 查看该时刻；--fork 秒 --do JSON --seconds N --to 文件 从该时刻继续
  export PLAN.json --to pddl|bt-xml|scxml|mermaid --scene S · export 运行.json --to mcap
  schema scene|robot|device|skill|rule|task|plan
  status · approve · stop · pause · resume · cancel              对正在运行的 serve（--address URL）
  skip · retry · complete 步骤 · reassign 步骤 机器人 · retarget 步骤 参数 值 · take-over · hand-back 机器人 · reset --reason
  bench [名称]      与同类系统并列的实测数字
  doctor [ws://主机:端口] [--vram GB]   哪些可用（模型、控制台、数据、机器人的桥），显卡能放下什么
  init 目录 [--from map.yaml]  新建场景，可由 ROS 地图生成

  每个动词都支持 --json（标准输出一个 JSON）和 --language en|zh。
  退出码：0 完成 · 10 拒绝 · 11 询问 · 12 部分 · 13 失败 · 14 无效 · 15 发现问题 · 20 上限 · 21 超时 · 30 用法 · 31 输入错误 · 32 故障 · 33 不可达
`,
} as const;
